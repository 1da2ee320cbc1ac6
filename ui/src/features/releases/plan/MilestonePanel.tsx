import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { MilestoneInput } from '../../../api/plan';
import type { Milestone, MilestoneKind, Phase } from '../../../api/types';
import {
  DeadlineFields,
  deadlineInput,
  deadlineText,
  sameDeadline,
} from '../../../components/form/DeadlineFields';
import { FieldRow, FormPanel } from '../../../components/form/FormPanel';
import { chosen, PersonPicker } from '../../../components/form/pickers';
import { orNull, useForm } from '../../../components/form/useForm';
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
  const [responsible, setResponsible] = useState(() => chosen(milestone?.responsible));
  const [firstResponsible] = useState(responsible?.id);
  const { saving, removing, problem } = usePlanChange('milestones', milestone, onClose);
  const form = useForm(
    {
      kind: milestone?.kind ?? 'gate',
      name: milestone?.name ?? '',
      phase: milestone?.phase ?? '',
      description: milestone?.description ?? '',
    },
    problem,
    ['/due', '/responsible'],
  );
  const sent = (name: 'kind' | 'name' | 'phase' | 'description') => !milestone || form.isChanged(name);
  const body: MilestoneInput = {
    ...(sent('kind') ? { kind: form.values.kind as MilestoneKind } : {}),
    ...(sent('name') ? { name: form.values.name.trim() } : {}),
    ...(form.isChanged('phase') ? { phase: orNull(form.values.phase) } : {}),
    ...(form.isChanged('description') ? { description: form.values.description } : {}),
    ...(sameDeadline(firstDue, due) ? {} : { due: deadlineInput(due) ?? undefined }),
    ...(responsible?.id === firstResponsible ? {} : { responsible: responsible?.id ?? null }),
  };

  return (
    <FormPanel
      title={milestone ? text('action.editOf', { name: milestone.name }) : text('plan.gate.add')}
      submitLabel={text(milestone ? 'action.save' : 'action.add')}
      onSubmit={() => saving.submit({ body })}
      onClose={onClose}
      isPending={saving.isPending}
      problem={problem}
      faults={form.otherFaults}
      whoChanged={<WhoChanged />}
      blockedBy={milestone && Object.keys(body).length === 0 ? text('form.same') : null}
      extra={
        milestone && (
          <RemoveButton
            name={milestone.name}
            isPending={removing.isPending}
            onRemove={() => removing.submit(undefined)}
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
      <PersonPicker
        label={text('column.responsible')}
        value={responsible}
        onChange={setResponsible}
        error={form.fault('/responsible')}
      />
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
    </FormPanel>
  );
}
