import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { rightsQuery } from '../../api/rights';
import type { Right } from '../../api/types';
import { useText } from '../../i18n/text';
import styles from './form.module.css';

interface RightsFieldProps {
  label: string;
  description: string;
  value: Right[];
  onChange: (rights: Right[]) => void;
  error?: string;
  /** Also those that no role of one's own may have. */
  all?: boolean;
}

/** Some of the published rights. */
export function RightsField({ label, description, value, onChange, error, all = false }: RightsFieldProps) {
  const text = useText();
  const published = useQuery(rightsQuery()).data ?? [];
  return (
    <Checkbox.Group
      label={label}
      description={description}
      value={value}
      onChange={(next) => onChange(next as Right[])}
      error={error}
    >
      <div className={styles.choices}>
        {published
          .filter(({ custom }) => all || custom)
          .map(({ right }) => (
            <Checkbox key={right} value={right} label={text(`right.${right}`)} />
          ))}
      </div>
    </Checkbox.Group>
  );
}
