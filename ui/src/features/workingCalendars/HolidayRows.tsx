import { ActionIcon, Button, TextInput } from '@mantine/core';
import formStyles from '../../components/form/form.module.css';
import { Icon } from '../../components/Icon';
import { useText } from '../../i18n/text';
import type { HolidayRow } from './days';
import styles from './WorkingCalendars.module.css';

interface HolidayRowsProps {
  rows: HolidayRow[];
  onChange: (rows: HolidayRow[]) => void;
  fault: (row: number, part: 'date' | 'name') => string | undefined;
  error?: string;
}

/** The days on which nobody works although they are weekdays that are worked. */
export function HolidayRows({ rows, onChange, fault, error }: HolidayRowsProps) {
  const text = useText();
  const set = (row: number, part: Partial<HolidayRow>) =>
    onChange(rows.map((one) => (one.row === row ? { ...one, ...part } : one)));
  const next = Math.max(-1, ...rows.map(({ row }) => row)) + 1;
  return (
    <fieldset className={formStyles.rows}>
      <legend>{text('workingCalendars.holidays')}</legend>
      {error && (
        <p role="alert" className={formStyles.fault}>
          {error}
        </p>
      )}
      {rows.map(({ row, date, name }, index) => (
        <div key={row} className={styles.holiday}>
          <TextInput
            type="date"
            aria-label={text('workingCalendars.dayOf', { number: index + 1 })}
            value={date}
            error={fault(row, 'date')}
            onChange={(event) => set(row, { date: event.currentTarget.value })}
          />
          <TextInput
            aria-label={text('workingCalendars.nameOf', { number: index + 1 })}
            placeholder={text('column.name')}
            value={name}
            error={fault(row, 'name')}
            onChange={(event) => set(row, { name: event.currentTarget.value })}
          />
          <ActionIcon
            size="lg"
            aria-label={text('action.removeOf', { name: name || date || String(index + 1) })}
            onClick={() => onChange(rows.filter((one) => one.row !== row))}
          >
            <Icon name="close" size={14} />
          </ActionIcon>
        </div>
      ))}
      <Button variant="default" onClick={() => onChange([...rows, { row: next, date: '', name: '' }])}>
        {text('workingCalendars.addHoliday')}
      </Button>
    </fieldset>
  );
}
