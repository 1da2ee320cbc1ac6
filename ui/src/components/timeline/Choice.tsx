import { NativeSelect } from '@mantine/core';
import styles from './Choice.module.css';

interface ChoiceProps {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}

/** One of a few, with its name before it on the same line. */
export function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the select inside is the control
    <label className={styles.choice}>
      {label}
      <NativeSelect
        className={styles.select}
        value={value}
        data={options}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
