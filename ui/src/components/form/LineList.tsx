import { ActionIcon } from '@mantine/core';
import { useText } from '../../i18n/text';
import { Icon } from '../Icon';
import styles from './form.module.css';

export interface Line {
  id: string;
  name: string;
  /** As what it is in the list: a role, an impact. */
  as: string;
}

interface LineListProps {
  lines: Line[];
  onRemove: (index: number) => void;
  fault?: (index: number) => string | undefined;
}

/** A list that is saved as a whole, while it is put together. */
export function LineList({ lines, onRemove, fault }: LineListProps) {
  const text = useText();
  return (
    <ul className={styles.lines}>
      {lines.map((line, index) => (
        <li key={`${line.as} ${line.id}`}>
          <span>{line.name}</span>
          <span className="faint">{line.as}</span>
          <ActionIcon
            aria-label={text('people.removeLine', { name: line.name, role: line.as })}
            onClick={() => onRemove(index)}
          >
            <Icon name="close" size={14} />
          </ActionIcon>
          {fault?.(index) && (
            <p role="alert" className={styles.fault}>
              {fault(index)}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
