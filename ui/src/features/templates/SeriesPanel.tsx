import { NativeSelect, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { releaseSeries } from '../../api/templates';
import type { NewReleaseSeries, ReleaseTemplate, SeriesRelease, Weekday } from '../../api/types';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { orNull, useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import { WEEKDAYS } from '../../time/weekdays';
import { ruleOf } from './rule';
import { SeriesTable } from './SeriesTable';

const PLACES = ['1', '2', '3', '4', '-1'] as const;

/** A quarter or a year of releases at once. What was shown is what is made: a changed form has to be shown again. */
export function SeriesPanel({ template, onClose }: { template: ReleaseTemplate; onClose: () => void }) {
  const text = useText();
  const navigate = useNavigate();
  const [words, setWords] = useState<Record<string, string>>({});
  const [shown, setShown] = useState<{ asked: string; items: SeriesRelease[] } | null>(null);
  const change = useChange({
    change: (body: NewReleaseSeries, key) => releaseSeries(template.id, body, key),
    refresh: [keys.lists('releases'), keys.lists('calendar')],
    onDone: (items, body) => {
      if (body.dry_run) {
        setShown({ asked: JSON.stringify({ ...body, dry_run: false }), items });
        return;
      }
      notify(text('series.made', { count: items.length }));
      void navigate({ to: '/releases', search: { portfolio: template.portfolio.key } });
    },
  });
  const form = useForm(
    {
      every: 'months',
      interval: '1',
      place: '2',
      weekday: 'tuesday',
      from: '',
      until: '',
      key: `${template.key}-{year}.{month}`,
      name: `${template.name} {year}.{month}`,
    },
    change.problem,
    ['/rule', ...template.open_words.map((word) => `/words/${word}`)],
  );
  const { values } = form;
  const body: NewReleaseSeries = {
    rule: ruleOf({
      every: values.every as 'weeks' | 'months',
      interval: values.interval,
      weekday: values.weekday as Weekday,
      place: values.place,
    }),
    from: values.from,
    until: orNull(values.until),
    key: values.key.trim(),
    name: values.name.trim(),
    words: Object.fromEntries(Object.entries(words).filter(([, value]) => value.trim() !== '')),
    dry_run: false,
  };
  const isShown = shown !== null && shown.asked === JSON.stringify(body);

  return (
    <FormPanel
      title={text('series.title')}
      submitLabel={isShown ? text('series.make', { count: shown.items.length }) : text('series.show')}
      onSubmit={() => change.submit({ ...body, dry_run: !isShown })}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={values.from === '' ? text('series.needsFrom') : null}
    >
      <FieldRow>
        <TextInput
          type="number"
          label={text('series.interval')}
          {...form.field('interval')}
          error={form.fault('/rule')}
        />
        <NativeSelect
          label={text('offset.unit')}
          data={[
            { value: 'weeks', label: text('offset.unit.weeks') },
            { value: 'months', label: text('series.months') },
          ]}
          {...form.field('every')}
        />
        {values.every === 'months' && (
          <NativeSelect
            label={text('series.place')}
            data={PLACES.map((place) => ({ value: place, label: text(`series.place.${place}`) }))}
            {...form.field('place')}
          />
        )}
        <NativeSelect
          label={text('offset.weekday')}
          data={WEEKDAYS.map((day) => ({ value: day, label: text(`weekday.${day}`) }))}
          {...form.field('weekday')}
        />
      </FieldRow>
      <FieldRow>
        <TextInput type="date" label={text('series.from')} required {...form.field('from')} />
        <TextInput
          type="date"
          label={text('series.until')}
          description={text('series.until.what')}
          {...form.field('until')}
        />
      </FieldRow>
      <TextInput
        label={text('column.key')}
        description={text('series.pattern.what')}
        required
        {...form.field('key')}
      />
      <TextInput label={text('column.name')} required {...form.field('name')} />
      {template.open_words.length > 0 && (
        <FieldRow>
          {template.open_words.map((word) => (
            <TextInput
              key={word}
              label={text('releases.template.word', { word })}
              required
              value={words[word] ?? ''}
              error={form.fault(`/words/${word}`)}
              onChange={(event) => setWords({ ...words, [word]: event.currentTarget.value })}
            />
          ))}
        </FieldRow>
      )}
      {isShown && <SeriesTable items={shown.items} />}
    </FormPanel>
  );
}
