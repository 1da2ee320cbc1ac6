import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useIntl } from 'react-intl';
import { CheckList } from '../../components/form/CheckList';
import { FieldRow } from '../../components/form/FormPanel';
import { useText } from '../../i18n/text';
import { weekdayName } from '../../time/format';
import { placeOf, REPEATS, type Repeat, type Rule, WEEKDAYS } from './rule';
import styles from './WindowPanel.module.css';

interface RecurrenceFieldProps {
  value: Rule;
  /** The day it first begins on, which the words about months are about. */
  start: string;
  onChange: (rule: Rule) => void;
  error?: string;
}

/** When it comes again, in plain words; a rule of one's own for everything they do not say. */
export function RecurrenceField({ value, start, onChange, error }: RecurrenceFieldProps) {
  const text = useText();
  const { locale } = useIntl();
  const change = (part: Partial<Rule>) => onChange({ ...value, ...part });
  const place = placeOf(start);
  const weekday = place ? weekdayName(WEEKDAYS.indexOf(place.weekday), locale) : '';
  const isPlain = value.repeat !== 'once' && value.repeat !== 'custom';
  return (
    <fieldset className={styles.group}>
      <legend>{text('windows.recurrence')}</legend>
      <FieldRow>
        <NativeSelect
          label={text('windows.repeat')}
          value={value.repeat}
          data={REPEATS.map((repeat) => ({ value: repeat, label: text(`windows.repeat.${repeat}`) }))}
          onChange={(event) => change({ repeat: event.currentTarget.value as Repeat })}
          error={isPlain || value.repeat === 'once' ? error : undefined}
        />
        {isPlain && (
          <TextInput
            type="number"
            min={1}
            label={text(`windows.every.${value.repeat as 'weekly' | 'monthly' | 'yearly'}`)}
            value={value.interval}
            onChange={(event) => change({ interval: event.currentTarget.value })}
          />
        )}
        {isPlain && (
          <TextInput
            type="date"
            label={text('windows.until')}
            value={value.until}
            onChange={(event) => change({ until: event.currentTarget.value })}
          />
        )}
      </FieldRow>
      {value.repeat === 'weekly' && (
        <CheckList
          label={text('windows.weekdays')}
          items={WEEKDAYS.map((day, index) => ({ value: day, label: weekdayName(index, locale) }))}
          chosen={value.weekdays}
          onChange={(weekdays) => change({ weekdays })}
        />
      )}
      {value.repeat === 'monthly' && place && (
        <NativeSelect
          label={text('windows.monthly')}
          value={value.monthly}
          data={[
            { value: 'day', label: text('windows.monthly.day', { day: Number(start.slice(8)) }) },
            { value: 'weekday', label: text('windows.monthly.weekday', { nth: place.nth, weekday }) },
            { value: 'last', label: text('windows.monthly.last', { weekday }) },
          ]}
          onChange={(event) => change({ monthly: event.currentTarget.value as Rule['monthly'] })}
        />
      )}
      {value.repeat === 'custom' && (
        <Textarea
          label={text('windows.rule')}
          description={text('windows.rule.how')}
          autosize
          minRows={2}
          value={value.custom}
          error={error}
          onChange={(event) => change({ custom: event.currentTarget.value })}
        />
      )}
    </fieldset>
  );
}
