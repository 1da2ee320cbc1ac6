import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useIntl } from 'react-intl';
import { useText } from '../../i18n/text';
import { weekdayName } from '../../time/format';
import { CheckList } from './CheckList';
import { FieldRow } from './FormPanel';
import styles from './form.module.css';
import { placeOf, REPEATS, type Repeat, type Rule, WEEKDAYS } from './recurrence';
import { useRuleWords } from './useRuleWords';

interface RecurrenceFieldProps {
  value: Rule;
  /** The day it first begins on, which the words about months are about. */
  start: string;
  onChange: (rule: Rule) => void;
  error?: string;
  /** It has to end some day. */
  isEnding?: boolean;
}

/** When it comes again, in plain words; a rule of one's own for everything they do not say. */
export function RecurrenceField({ value, start, onChange, error, isEnding = false }: RecurrenceFieldProps) {
  const text = useText();
  const { locale } = useIntl();
  const words = useRuleWords();
  const change = (part: Partial<Rule>) => onChange({ ...value, ...part });
  const place = placeOf(start);
  const weekday = place ? weekdayName(WEEKDAYS.indexOf(place.weekday), locale) : '';
  const isPlain = value.repeat !== 'once' && value.repeat !== 'custom';
  const choose = (repeat: Repeat) =>
    change({ repeat, ...(isEnding && value.ends === 'never' ? { ends: 'until' } : {}) });
  return (
    <fieldset className={styles.add}>
      <legend>{text('recurrence.when')}</legend>
      <FieldRow>
        <NativeSelect
          label={text('recurrence.repeat')}
          value={value.repeat}
          data={REPEATS.map((repeat) => ({ value: repeat, label: text(`recurrence.repeat.${repeat}`) }))}
          onChange={(event) => choose(event.currentTarget.value as Repeat)}
          error={isPlain || value.repeat === 'once' ? error : undefined}
        />
        {isPlain && value.repeat !== 'workdays' && (
          <TextInput
            type="number"
            min={1}
            label={text(`recurrence.every.${value.repeat as 'daily' | 'weekly' | 'monthly' | 'yearly'}`)}
            value={value.interval}
            onChange={(event) => change({ interval: event.currentTarget.value })}
          />
        )}
      </FieldRow>
      {value.repeat === 'weekly' && (
        <CheckList
          label={text('recurrence.weekdays')}
          items={WEEKDAYS.map((day, index) => ({ value: day, label: weekdayName(index, locale) }))}
          chosen={value.weekdays}
          onChange={(weekdays) => change({ weekdays })}
        />
      )}
      {value.repeat === 'monthly' && place && (
        <NativeSelect
          label={text('recurrence.monthly')}
          value={value.monthly}
          data={[
            { value: 'day', label: text('recurrence.monthly.day', { day: Number(start.slice(8)) }) },
            { value: 'weekday', label: text('recurrence.monthly.weekday', { nth: place.nth, weekday }) },
            { value: 'last', label: text('recurrence.monthly.last', { weekday }) },
          ]}
          onChange={(event) => change({ monthly: event.currentTarget.value as Rule['monthly'] })}
        />
      )}
      {isPlain && <EndFields value={value} isEnding={isEnding} onChange={change} />}
      {value.repeat === 'custom' && (
        <Textarea
          label={text('recurrence.rule')}
          description={text('recurrence.rule.how')}
          autosize
          minRows={2}
          value={value.custom}
          error={error}
          onChange={(event) => change({ custom: event.currentTarget.value })}
        />
      )}
      {isPlain && <p className="faint">{words(value)}</p>}
    </fieldset>
  );
}

interface EndFieldsProps {
  value: Rule;
  isEnding: boolean;
  onChange: (part: Partial<Rule>) => void;
}

/** On which day it ends, or after how many times. */
function EndFields({ value, isEnding, onChange }: EndFieldsProps) {
  const text = useText();
  const ends: Rule['ends'][] = isEnding ? ['until', 'count'] : ['never', 'until', 'count'];
  return (
    <FieldRow>
      <NativeSelect
        label={text('recurrence.ends')}
        value={value.ends}
        data={ends.map((end) => ({ value: end, label: text(`recurrence.ends.${end}`) }))}
        onChange={(event) => onChange({ ends: event.currentTarget.value as Rule['ends'] })}
      />
      {value.ends === 'until' && (
        <TextInput
          type="date"
          label={text('recurrence.until')}
          required={isEnding}
          value={value.until}
          onChange={(event) => onChange({ until: event.currentTarget.value })}
        />
      )}
      {value.ends === 'count' && (
        <TextInput
          type="number"
          min={1}
          label={text('recurrence.count')}
          required={isEnding}
          value={value.count}
          onChange={(event) => onChange({ count: event.currentTarget.value })}
        />
      )}
    </FieldRow>
  );
}
