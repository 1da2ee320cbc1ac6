import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { planVersionQuery } from '../../../api/runbooks';
import { planRun } from '../../../api/runs';
import type { DeploymentPlanDetail, NewRun, RunKind } from '../../../api/types';
import { FieldRow, FormPanel } from '../../../components/form/FormPanel';
import { orAbsent, useForm } from '../../../components/form/useForm';
import { useText } from '../../../i18n/text';
import { ownZone } from '../../../time/format';
import { instantOf, localOf } from '../../../time/local';

const QUARTER_MS = 900_000;

/** The approved plan at a time, to try it or for good. */
export function NewRunPanel({ plan, onClose }: { plan: DeploymentPlanDetail; onClose: () => void }) {
  const text = useText();
  const navigate = useNavigate();
  const zone = ownZone();
  const approved = useQuery(planVersionQuery(plan.id, plan.version)).data;
  const [given, setGiven] = useState<Record<string, string>>({});
  const planning = useChange({
    change: (body: NewRun, key) => planRun(body, key),
    refresh: [keys.all('runs')],
    onDone: ({ id }) => void navigate({ to: '/runs/$run', params: { run: id } }),
  });
  const [soon] = useState(() => Math.ceil(Date.now() / QUARTER_MS) * QUARTER_MS);
  const form = useForm(
    {
      kind: 'rehearsal',
      name: '',
      scheduled_at: localOf(new Date(soon).toISOString(), zone),
      window_end: '',
    },
    planning.problem,
    plan.parameters.map(({ name }) => `/parameters/${name}`),
  );
  const { values } = form;
  const at = (typed: string) => (typed === '' ? undefined : instantOf(typed, zone));
  const asked = (approved ?? plan).parameters;
  return (
    <FormPanel
      title={text('runbooks.planRun')}
      submitLabel={text(values.kind === 'live' ? 'runs.plan.live' : 'runs.plan.rehearsal')}
      onSubmit={() =>
        planning.submit({
          plan: plan.id,
          kind: values.kind as RunKind,
          name: orAbsent(values.name),
          scheduled_at: at(values.scheduled_at) ?? '',
          window_end: at(values.window_end),
          parameters: given,
        })
      }
      onClose={onClose}
      isPending={planning.isPending}
      problem={planning.problem}
      faults={form.otherFaults}
      blockedBy={values.scheduled_at === '' ? text('runs.sayWhen') : null}
    >
      <p>{text('runs.ofVersion', { version: plan.version })}</p>
      {plan.status === 'draft' && <p className="faint">{text('runs.draftSince')}</p>}
      <NativeSelect
        label={text('column.kind')}
        data={(['rehearsal', 'live'] as const).map((kind) => ({
          value: kind,
          label: text(`run.kind.${kind}`),
        }))}
        {...form.field('kind')}
      />
      <TextInput label={text('column.name')} placeholder={plan.name} {...form.field('name')} />
      <FieldRow>
        <TextInput
          type="datetime-local"
          label={text('runs.begins')}
          required
          {...form.field('scheduled_at')}
        />
        <TextInput type="datetime-local" label={text('runs.windowEnd')} {...form.field('window_end')} />
      </FieldRow>
      <p className="faint">{text('changes.clock', { zone })}</p>
      {asked.map(({ name, default: usual, description }) => (
        <TextInput
          key={name}
          label={name}
          description={description}
          placeholder={usual ?? ''}
          required={usual === null}
          value={given[name] ?? ''}
          error={form.fault(`/parameters/${name}`)}
          onChange={(event) => {
            const value = event.currentTarget.value;
            setGiven(({ [name]: _, ...others }) => (value === '' ? others : { ...others, [name]: value }));
          }}
        />
      ))}
    </FormPanel>
  );
}
