import { NativeSelect, TextInput } from '@mantine/core';
import type { DayOff, Offset, OffsetUnit, Weekday } from '../../api/types';
import { useText } from '../../i18n/text';
import { WEEKDAYS } from '../../time/weekdays';
import { DAYS_OFF, OFFSET_UNITS } from '../offset';
import { FieldRow } from './FormPanel';

/** An offset while it is typed. */
export interface OffsetText {
  unit: OffsetUnit;
  before: string;
  weekday: Weekday;
  dayOff: DayOff;
}

export const offsetText = (offset: Offset | null | undefined, before = ''): OffsetText => ({
  unit: offset?.unit ?? 'weeks',
  before: offset ? String(offset.before) : before,
  weekday: offset?.weekday ?? 'thursday',
  dayOff: offset?.day_off ?? 'keep',
});

/** As the API takes it; nothing while no number was typed. */
export function offsetInput({ unit, before, weekday, dayOff }: OffsetText): Offset | null {
  if (before.trim() === '') return null;
  return {
    unit,
    before: Number(before),
    ...(unit === 'weeks' ? { weekday } : {}),
    ...(unit === 'working_days' || dayOff === 'keep' ? {} : { day_off: dayOff }),
  };
}

interface OffsetFieldsProps {
  label: string;
  value: OffsetText;
  onChange: (value: OffsetText) => void;
  error?: string;
  required?: boolean;
}

/** How long before the target, in what, and what becomes of it on a day off. */
export function OffsetFields({ label, value, onChange, error, required }: OffsetFieldsProps) {
  const text = useText();
  const set = (part: Partial<OffsetText>) => onChange({ ...value, ...part });
  return (
    <FieldRow>
      <TextInput
        type="number"
        label={label}
        required={required}
        value={value.before}
        error={error}
        onChange={(event) => set({ before: event.currentTarget.value })}
      />
      <NativeSelect
        label={text('offset.unit')}
        value={value.unit}
        data={OFFSET_UNITS.map((unit) => ({ value: unit, label: text(`offset.unit.${unit}`) }))}
        onChange={(event) => set({ unit: event.currentTarget.value as OffsetUnit })}
      />
      {value.unit === 'weeks' && (
        <NativeSelect
          label={text('offset.weekday')}
          value={value.weekday}
          data={WEEKDAYS.map((day) => ({ value: day, label: text(`weekday.${day}`) }))}
          onChange={(event) => set({ weekday: event.currentTarget.value as Weekday })}
        />
      )}
      {value.unit !== 'working_days' && (
        <NativeSelect
          label={text('offset.dayOff')}
          value={value.dayOff}
          data={DAYS_OFF.map((choice) => ({ value: choice, label: text(`offset.dayOff.${choice}`) }))}
          onChange={(event) => set({ dayOff: event.currentTarget.value as DayOff })}
        />
      )}
    </FieldRow>
  );
}
