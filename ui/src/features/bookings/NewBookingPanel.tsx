import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { bookingPreviewQuery, createBooking } from '../../api/bookings';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { Problem } from '../../api/problem';
import type { BookingPurpose, BookingUsage, Environment, NewBooking } from '../../api/types';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import {
  chosen,
  EnvironmentGroupPicker,
  EnvironmentPicker,
  PortfolioPicker,
  ReleasePicker,
} from '../../components/form/pickers';
import { RecurrenceField } from '../../components/form/RecurrenceField';
import type { Choice } from '../../components/form/RefPicker';
import { hasEnd, ONCE, ruleText } from '../../components/form/recurrence';
import { orAbsent, useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { ProblemAlert } from '../../components/ProblemAlert';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';
import { PreviewCard } from './PreviewCard';
import { USUAL } from './wanted';

const PURPOSES: BookingPurpose[] = ['code', 'configuration', 'regression'];
const PRIORITIES = ['1', '2', '3', '4', '5'];
/** Asked at reading speed. */
const REST_MS = 400;

interface NewBookingPanelProps {
  environment?: Environment;
  /** By the clock of the environment. */
  times?: { start_local: string; end_local: string };
  onClose: () => void;
}

/** Asks for an environment, or for some of a group, and says what stands against it before anything is saved. */
export function NewBookingPanel({ environment, times, onClose }: NewBookingPanelProps) {
  const text = useText();
  const zone = environment?.zone ?? ownZone();
  const [place, setPlace] = useState<'environment' | 'group'>('environment');
  const [where, setWhere] = useState<Choice | null>(() => chosen(environment));
  const [portfolio, setPortfolio] = useState<Choice | null>(() => chosen(environment?.portfolio));
  const [release, setRelease] = useState<Choice | null>(null);
  const [rule, setRule] = useState(ONCE);
  const change = useChange({
    change: (body: NewBooking, key) => createBooking(body, key),
    refresh: [keys.all('bookings')],
    onDone: (saved) => {
      notify(text('saved', { name: saved.title }));
      onClose();
    },
  });
  const form = useForm(
    {
      title: '',
      count: '1',
      start_local: times?.start_local ?? '',
      end_local: times?.end_local ?? '',
      usage: USUAL.usage,
      purpose: USUAL.purpose,
      priority: String(USUAL.priority),
      if_taken: USUAL.if_taken,
      override: '',
      description: '',
    },
    change.problem,
    [
      '/place',
      '/place/environment',
      '/place/group',
      '/place/count',
      '/portfolio',
      '/release',
      '/recurrence',
      '/recurrence/rule',
    ],
  );
  const { values } = form;
  const firstDay = values.start_local.slice(0, 10);
  const repeats = ruleText(rule, firstDay);
  const endless = repeats !== null && !hasEnd(rule);
  const body: NewBooking | null =
    where && portfolio && values.start_local && values.end_local
      ? {
          title: values.title.trim() || text('bookings.new'),
          portfolio: portfolio.id,
          place:
            place === 'environment'
              ? { environment: where.id }
              : { group: where.id, count: Number(values.count) || 1 },
          start_local: values.start_local,
          end_local: values.end_local,
          zone,
          usage: values.usage as BookingUsage,
          purpose: values.purpose as BookingPurpose,
          priority: Number(values.priority),
          if_taken: values.if_taken as NewBooking['if_taken'],
          ...(release ? { release: release.id } : {}),
          ...(repeats ? { recurrence: { rule: repeats } } : {}),
          ...(orAbsent(values.description) ? { description: values.description } : {}),
        }
      : null;
  const [asked] = useDebouncedValue(body && !endless ? JSON.stringify(body) : null, REST_MS);
  const preview = useQuery({
    ...bookingPreviewQuery((asked ? JSON.parse(asked) : {}) as NewBooking),
    enabled: asked !== null,
  });
  const found = asked !== null && !preview.error ? preview.data : undefined;
  // What stands against one of a series cannot be overridden for the others alone.
  const canOverride =
    found?.passes === false &&
    found.bookings.every(({ reasons, overridable }) => reasons.length === 0 || overridable);
  const override = canOverride ? orAbsent(values.override) : undefined;
  const picker = {
    value: where,
    onChange: setWhere,
    error: form.fault(`/place/${place}`) ?? form.fault('/place'),
    required: true,
  };
  return (
    <FormPanel
      title={text('bookings.new')}
      submitLabel={text('bookings.ask')}
      onSubmit={() =>
        body && change.submit({ ...body, title: values.title.trim(), ...(override ? { override } : {}) })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={
        !body || !values.title.trim()
          ? text('bookings.incomplete')
          : endless
            ? text('bookings.endless')
            : null
      }
    >
      <TextInput label={text('column.title')} required {...form.field('title')} />
      <FieldRow>
        <NativeSelect
          label={text('bookings.what')}
          value={place}
          data={[
            { value: 'environment', label: text('column.environment') },
            { value: 'group', label: text('bookings.anyOf') },
          ]}
          onChange={(event) => {
            setPlace(event.currentTarget.value as 'environment' | 'group');
            setWhere(null);
          }}
        />
        {place === 'group' && (
          <TextInput
            label={text('bookings.count')}
            inputMode="numeric"
            {...form.field('count')}
            error={form.fault('/place/count')}
          />
        )}
      </FieldRow>
      {place === 'environment' ? (
        <EnvironmentPicker label={text('column.environment')} {...picker} />
      ) : (
        <EnvironmentGroupPicker label={text('column.group')} {...picker} />
      )}
      <FieldRow>
        <TextInput
          type="datetime-local"
          label={text('changes.from')}
          required
          {...form.field('start_local')}
        />
        <TextInput type="datetime-local" label={text('changes.to')} required {...form.field('end_local')} />
      </FieldRow>
      <p className="faint">{text('changes.clock', { zone })}</p>
      <FieldRow>
        <NativeSelect
          label={text('environments.use')}
          data={(['exclusive', 'shared'] as const).map((usage) => ({
            value: usage,
            label: text(`bookings.usage.${usage}`),
          }))}
          {...form.field('usage')}
        />
        <NativeSelect
          label={text('bookings.purpose')}
          data={PURPOSES.map((purpose) => ({ value: purpose, label: text(`bookings.purpose.${purpose}`) }))}
          {...form.field('purpose')}
        />
        <NativeSelect label={text('bookings.priority')} data={PRIORITIES} {...form.field('priority')} />
      </FieldRow>
      <PortfolioPicker
        label={text('bookings.for')}
        value={portfolio}
        onChange={setPortfolio}
        error={form.fault('/portfolio')}
        required
      />
      <ReleasePicker
        label={text('column.release')}
        value={release}
        onChange={setRelease}
        error={form.fault('/release')}
      />
      <NativeSelect
        label={text('bookings.ifTaken')}
        data={(['refuse', 'wait', 'request'] as const).map((one) => ({
          value: one,
          label: text(`bookings.ifTaken.${one}`),
        }))}
        {...form.field('if_taken')}
      />
      <RecurrenceField
        value={rule}
        start={firstDay}
        onChange={setRule}
        error={form.fault('/recurrence/rule') ?? form.fault('/recurrence')}
        isEnding
      />
      <Textarea label={text('field.description')} rows={2} {...form.field('description')} />
      {asked !== null && preview.error instanceof Problem && <ProblemAlert problem={preview.error} />}
      {found && <PreviewCard preview={found} />}
      {canOverride && (
        <TextInput
          label={text('bookings.override')}
          description={text('bookings.override.how')}
          {...form.field('override')}
        />
      )}
    </FormPanel>
  );
}
