import { Checkbox } from '@mantine/core';
import styles from './form.module.css';

interface CheckListProps<Item extends string> {
  label: string;
  items: { value: Item; label: string }[];
  chosen: Item[];
  onChange: (chosen: Item[]) => void;
}

/** Any number of a few things; what is chosen stays in the order of the list. */
export function CheckList<Item extends string>({ label, items, chosen, onChange }: CheckListProps<Item>) {
  const toggled = (item: Item, isIn: boolean) =>
    items.map(({ value }) => value).filter((value) => (value === item ? isIn : chosen.includes(value)));
  return (
    <fieldset className={styles.checks} aria-label={label}>
      {items.map(({ value, label: name }) => (
        <Checkbox
          key={value}
          label={name}
          checked={chosen.includes(value)}
          onChange={(event) => onChange(toggled(value, event.currentTarget.checked))}
        />
      ))}
    </fieldset>
  );
}
