import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../i18n/text';
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
    <Menu closeOnItemClick={false} position="top-end">
      <Menu.Target>
        <Button variant="subtle" leftSection={<Icon name="columns" size={14} />}>
          {text('table.columns')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.slice(1).map((column) => {
          const isShown = visibility[column.id] ?? true;
          return (
            <Menu.Item
              key={column.id}
              role="menuitemcheckbox"
              aria-checked={isShown}
              leftSection={isShown ? <Icon name="check" size={14} /> : <span style={{ width: 14 }} />}
              onClick={() => onChange({ ...visibility, [column.id]: !isShown })}
            >
              {column.header}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
