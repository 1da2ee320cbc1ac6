import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { stages } from '../../../api/environments';
import { milestonePart } from '../../../api/plan';
import type { Milestone, MilestoneChange, MilestoneKind, NewMilestone, Phase } from '../../../api/types';
import {
  DeadlineFields,
  deadlineInput,
  deadlineText,
  sameDeadline,
} from '../../../components/form/DeadlineFields';
import { FieldRow, FormPanel } from '../../../components/form/FormPanel';
import { orAbsent, orNull, useForm } from '../../../components/form/useForm';
import { RemoveButton } from '../../../components/RemoveButton';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';
import { WhoChanged } from '../WhoChanged';
import { usePlanChange } from './usePlanChange';

interface MilestonePanelProps {
  milestone: Milestone | undefined;
  phases: Phase[];
  onClose: () => void;
}

export function MilestonePanel({ milestone, phases, onClose }: MilestonePanelProps) {
  const text = useText();
  const { zone } = useRelease();
  const [firstDue] = useState(() => deadlineText(milestone?.due, zone));
  const [due, setDue] = useState(firstDue);
  const { saving, removing, problem } = usePlanChange(milestonePart, milestone, onClose);
  const form = useForm(
    {
      kind: milestone?.kind ?? 'gate',
      name: milestone?.name ?? '',
      phase: milestone?.phase?.id ?? '',
      responsible: milestone?.responsible ?? '',
      guards: milestone?.guards?.id ?? '',
      description: milestone?.description ?? '',
      reason: '',
    },
    problem,
    ['/due'],
  );
  const { values, isChanged } = form;
  const known = useQuery(stages()).data ?? [];
  const reason = orAbsent(values.reason);
  const change: MilestoneChange = {
    ...(isChanged('kind') ? { kind: values.kind as MilestoneKind } : {}),
    ...(isChanged('name') ? { name: values.name.trim() } : {}),
    ...(isChanged('phase') ? { phase: orNull(values.phase) } : {}),
    ...(isChanged('responsible') ? { responsible: orNull(values.responsible) } : {}),
    ...(isChanged('guards') ? { guards: orNull(values.guards) } : {}),
    ...(isChanged('description') ? { description: values.description } : {}),
    ...(sameDeadline(firstDue, due) ? {} : { due: deadlineInput(due) ?? undefined }),
  };
  const add: NewMilestone = {
    ...change,
    kind: values.kind as MilestoneKind,
    name: values.name.trim(),
    due: deadlineInput(due) ?? { date: '' },
  };

  return (
    <FormPanel
      title={milestone ? text('action.editOf', { name: milestone.name }) : text('plan.gate.add')}
      submitLabel={text(milestone ? 'action.save' : 'action.add')}
      onSubmit={() => saving.submit({ add, change, reason })}
      onClose={onClose}
      isPending={saving.isPending}
      problem={problem}
      faults={form.otherFaults}
      whoChanged={<WhoChanged />}
      blockedBy={milestone && Object.keys(change).length === 0 ? text('form.same') : null}
      extra={
        milestone && (
          <RemoveButton
            name={milestone.name}
            isPending={removing.isPending}
            onRemove={() => removing.submit(reason)}
          />
        )
      }
    >
      <TextInput label={text('column.name')} required {...form.field('name')} />
      <FieldRow>
        <NativeSelect
          label={text('column.kind')}
          data={[
            { value: 'gate', label: text('plan.gate') },
            { value: 'milestone', label: text('plan.milestone') },
          ]}
          {...form.field('kind')}
        />
        <NativeSelect
          label={text('column.phase')}
          data={[
            { value: '', label: text('plan.phase.none') },
            ...phases.map((phase) => ({ value: phase.id, label: phase.name })),
          ]}
          {...form.field('phase')}
        />
      </FieldRow>
      <DeadlineFields
        label={text('column.due')}
        required
        value={due}
        onChange={setDue}
        error={form.fault('/due')}
      />
      <TextInput
        label={text('column.responsible')}
        description={text('plan.responsible.what')}
        {...form.field('responsible')}
      />
      {milestone && values.kind === 'gate' && (
        <NativeSelect
          label={text('gates.guards')}
          description={text('gates.guards.what')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={[
            { value: '', label: text('gates.guards.nothing') },
            ...known.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          {...form.field('guards')}
        />
      )}
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
      <TextInput label={text('field.reason')} description={text('plan.reason')} {...form.field('reason')} />
    </FormPanel>
  );
}
