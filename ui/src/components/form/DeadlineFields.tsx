import { TextInput } from '@mantine/core';
import { useId, useMemo } from 'react';
import type { Deadline, DeadlineInput } from '../../api/types';
import { useText } from '../../i18n/text';
import { allZones } from '../../time/format';
import { FieldRow } from './FormPanel';

export interface DeadlineText {
  date: string;
  time: string;
  zone: string;
}

export const deadlineText = (deadline: Deadline | null | undefined, zone: string): DeadlineText => ({
  date: deadline?.date ?? '',
  time: deadline?.time?.slice(0, 5) ?? '',
  zone: deadline?.zone ?? zone,
});

export function deadlineInput({ date, time, zone }: DeadlineText): DeadlineInput | null {
  if (date === '') return null;
  return { date, ...(time === '' ? {} : { time }), ...(zone === '' ? {} : { zone }) };
}

export const sameDeadline = (left: DeadlineText, right: DeadlineText): boolean =>
  left.date === right.date && left.time === right.time && left.zone === right.zone;

interface DeadlineFieldsProps {
  label: string;
  value: DeadlineText;
  onChange: (value: DeadlineText) => void;
  error?: string;
  required?: boolean;
}

/** A day, perhaps a time on it, and the zone both are meant in. */
export function DeadlineFields({ label, value, onChange, error, required }: DeadlineFieldsProps) {
  const text = useText();
  return (
    <div>
      <FieldRow>
        <TextInput
          type="date"
          label={label}
          required={required}
          value={value.date}
          error={error !== undefined}
          onChange={(event) => onChange({ ...value, date: event.currentTarget.value })}
        />
        <TextInput
          type="time"
          label={text('field.time')}
          value={value.time}
          onChange={(event) => onChange({ ...value, time: event.currentTarget.value })}
        />
        <ZoneField value={value.zone} onChange={(zone) => onChange({ ...value, zone })} />
      </FieldRow>
      {error && (
        <p role="alert" style={{ color: 'var(--danger)', fontSize: 'var(--text-s)' }}>
          {error}
        </p>
      )}
    </div>
  );
}

interface ZoneFieldProps {
  value: string;
  onChange: (zone: string) => void;
  error?: string;
  description?: string;
}

export function ZoneField({ value, onChange, error, description }: ZoneFieldProps) {
  const text = useText();
  const listId = useId();
  const zones = useMemo(allZones, []);
  return (
    <>
      <TextInput
        label={text('field.zone')}
        description={description}
        value={value}
        list={listId}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <datalist id={listId}>
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
