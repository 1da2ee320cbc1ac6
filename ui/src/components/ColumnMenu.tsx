import { Button } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../i18n/text';
import { Disclosure, disclosureItem } from './Disclosure';
import { Icon } from './Icon';

type Visibility = Record<string, boolean>;

const storageKey = (table: string): string => `signalbox.columns.${table}`;

function stored(table: string): Visibility {
  try {
    return JSON.parse(localStorage.getItem(storageKey(table)) ?? '{}') as Visibility;
  } catch {
    return {};
  }
}

/** Which columns a person hid, kept in this browser. */
export function useStoredColumns(table: string): [Visibility, (next: Visibility) => void] {
  const [visibility, setVisibility] = useState(() => stored(table));
  return [
    visibility,
    (next) => {
      localStorage.setItem(storageKey(table), JSON.stringify(next));
      setVisibility(next);
    },
  ];
}

interface ColumnMenuProps {
  columns: { id: string; header: string }[];
  visibility: Visibility;
  onChange: (next: Visibility) => void;
}

/** The first column names the row and always stays. */
export function ColumnMenu({ columns, visibility, onChange }: ColumnMenuProps) {
  const text = useText();
  return (
    <Disclosure
      position="top-end"
      button={(props) => (
        <Button variant="subtle" leftSection={<Icon name="columns" size={14} />} {...props}>
          {text('table.columns')}
        </Button>
      )}
    >
      {() =>
        columns.slice(1).map((column) => (
          <label key={column.id} className={disclosureItem}>
            <input
              type="checkbox"
              checked={visibility[column.id] ?? true}
              onChange={(event) => onChange({ ...visibility, [column.id]: event.currentTarget.checked })}
            />
            {column.header}
          </label>
        ))
      }
    </Disclosure>
  );
}
