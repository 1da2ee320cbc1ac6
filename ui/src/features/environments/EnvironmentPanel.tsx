import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { changeEnvironment, createEnvironment, stages } from '../../api/environments';
import { keys } from '../../api/keys';
import type { Environment, EnvironmentChange } from '../../api/types';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import {
  chosen,
  EnvironmentGroupPicker,
  EnvironmentPicker,
  PortfolioPicker,
  TeamPicker,
} from '../../components/form/pickers';
import { listOf, orNull, useForm } from '../../components/form/useForm';
import { inMinorUnits, typedAmount } from '../../components/money';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';

export function EnvironmentPanel({
  environment,
  onClose,
}: {
  environment?: Environment;
  onClose: () => void;
}) {
  const text = useText();
  const stageList = useQuery(stages()).data ?? [];
  const [places, setPlaces] = useState(() => ({
    portfolio: chosen(environment?.portfolio),
    parent: chosen(environment?.parent),
    group: chosen(environment?.group),
    team: chosen(environment?.team),
  }));
  const [before] = useState(places);
  const [shareable, setShareable] = useState(environment?.shareable ?? false);
  const change = useChange({
    change: (body: EnvironmentChange, key) =>
      environment
        ? changeEnvironment(environment.id, environment.rev, body)
        : createEnvironment({ name: '', key: '', portfolio: '', ...body, profile: {} }, key),
    refresh: [keys.all('environments'), keys.all('environment-groups')],
    onDone: (saved) => {
      notify(text('saved', { name: saved.name }));
      onClose();
    },
  });
  const cost = environment?.cost_per_hour;
  const form = useForm(
    {
      name: environment?.name ?? '',
      key: environment?.key ?? '',
      stage: environment?.stage?.key ?? '',
      capacity: environment?.capacity?.toString() ?? '',
      amount: cost ? typedAmount(cost) : '',
      currency: cost?.currency ?? 'EUR',
      zone: environment?.zone ?? ownZone(),
      tags: environment?.tags.join(', ') ?? '',
      description: environment?.description ?? '',
    },
    change.problem,
    ['/portfolio', '/parent', '/group', '/team', '/cost_per_hour/amount', '/cost_per_hour/currency'],
  );
  const { values, isChanged } = form;
  const amount = inMinorUnits(values.amount, values.currency.trim().toUpperCase());
  const isNew = environment === undefined;
  const body: EnvironmentChange = {
    ...(isChanged('name') ? { name: values.name.trim() } : {}),
    ...(isChanged('key') ? { key: values.key.trim() } : {}),
    ...(isChanged('stage') ? { stage: orNull(values.stage) } : {}),
    ...(isChanged('capacity')
      ? { capacity: values.capacity.trim() === '' ? null : Number(values.capacity) }
      : {}),
    ...(isChanged('amount') || (isChanged('currency') && cost)
      ? {
          cost_per_hour:
            amount === null ? null : { amount: amount ?? 0, currency: values.currency.trim().toUpperCase() },
        }
      : {}),
    ...(isChanged('zone') || isNew ? { zone: values.zone.trim() } : {}),
    ...(isChanged('tags') ? { tags: listOf(values.tags) } : {}),
    ...(isChanged('description') ? { description: values.description } : {}),
    ...(shareable === (environment?.shareable ?? false) ? {} : { shareable }),
    ...(places.portfolio && places.portfolio.id !== before.portfolio?.id
      ? { portfolio: places.portfolio.id }
      : {}),
    ...(places.parent?.id === before.parent?.id ? {} : { parent: places.parent?.id ?? null }),
    ...(places.group?.id === before.group?.id ? {} : { group: places.group?.id ?? null }),
    ...(places.team?.id === before.team?.id ? {} : { team: places.team?.id ?? null }),
  };
  const isUnreadable = amount === undefined;
  const blockedBy = isUnreadable
    ? text('environments.cost.number')
    : environment && Object.keys(body).length === 0
      ? text('form.same')
      : null;

  return (
    <FormPanel
      title={environment ? text('action.editOf', { name: environment.name }) : text('environments.new')}
      submitLabel={text(environment ? 'action.save' : 'environments.create')}
      onSubmit={() => change.submit(body)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={blockedBy}
    >
      <TextInput label={text('column.name')} required {...form.field('name')} />
      <FieldRow>
        <TextInput label={text('column.key')} required {...form.field('key')} />
        <NativeSelect
          label={text('column.stage')}
          data={[
            { value: '', label: text('environments.stage.none') },
            ...stageList.map(({ key, name }) => ({ value: key, label: name })),
          ]}
          {...form.field('stage')}
        />
      </FieldRow>
      <PortfolioPicker
        label={text('column.portfolio')}
        value={places.portfolio}
        onChange={(portfolio) => setPlaces({ ...places, portfolio })}
        error={form.fault('/portfolio')}
        required
      />
      <EnvironmentPicker
        label={text('environments.parent')}
        description={text('environments.parent.how')}
        value={places.parent}
        onChange={(parent) => setPlaces({ ...places, parent })}
        error={form.fault('/parent')}
      />
      <EnvironmentGroupPicker
        label={text('column.group')}
        description={text('environments.group.how')}
        value={places.group}
        onChange={(group) => setPlaces({ ...places, group })}
        error={form.fault('/group')}
      />
      <TeamPicker
        label={text('systems.team')}
        value={places.team}
        onChange={(team) => setPlaces({ ...places, team })}
        error={form.fault('/team')}
      />
      <Checkbox
        label={text('environments.shareable')}
        checked={shareable}
        onChange={(event) => {
          setShareable(event.currentTarget.checked);
          if (!event.currentTarget.checked) form.set({ capacity: '' });
        }}
      />
      {shareable && (
        <TextInput
          label={text('environments.capacity')}
          description={text('environments.capacity.how')}
          inputMode="numeric"
          {...form.field('capacity')}
        />
      )}
      <FieldRow>
        <TextInput
          label={text('environments.cost')}
          inputMode="decimal"
          {...form.field('amount')}
          error={isUnreadable ? text('environments.cost.number') : form.fault('/cost_per_hour/amount')}
        />
        <TextInput
          label={text('environments.currency')}
          {...form.field('currency')}
          error={form.fault('/cost_per_hour/currency')}
        />
        <TextInput label={text('field.zone')} {...form.field('zone')} />
      </FieldRow>
      <TextInput label={text('field.tags')} description={text('field.tags.how')} {...form.field('tags')} />
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
    </FormPanel>
  );
}
