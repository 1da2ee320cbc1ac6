import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { activityPart } from '../../../api/plan';
import type { Activity, ActivityChange, ActivityStatus, Phase } from '../../../api/types';
import { FieldRow, FormPanel } from '../../../components/form/FormPanel';
import { chosen, PersonPicker } from '../../../components/form/pickers';
import { orNull, useForm } from '../../../components/form/useForm';
import { RemoveButton } from '../../../components/RemoveButton';
import { useText } from '../../../i18n/text';
import { usePlanChange } from '../plan/usePlanChange';
import { WhoChanged } from '../WhoChanged';
import { ACTIVITY_STATUSES } from './board';

interface ActivityPanelProps {
  activity: Activity | undefined;
  phases: Phase[];
  onClose: () => void;
}

export function ActivityPanel({ activity, phases, onClose }: ActivityPanelProps) {
  const text = useText();
  const [assignee, setAssignee] = useState(() => chosen(activity?.assignee));
  const [firstAssignee] = useState(assignee?.id);
  const { saving, removing, problem } = usePlanChange(activityPart, activity, onClose);
  const form = useForm(
    {
      name: activity?.name ?? '',
      status: activity?.status ?? 'todo',
      phase: activity?.phase?.id ?? '',
      start: activity?.start ?? '',
      due: activity?.due ?? '',
      description: activity?.description ?? '',
    },
    problem,
    ['/assignee'],
  );
  const change: ActivityChange = {
    ...(form.isChanged('name') ? { name: form.values.name.trim() } : {}),
    ...(form.isChanged('status') ? { status: form.values.status as ActivityStatus } : {}),
    ...(form.isChanged('phase') ? { phase: orNull(form.values.phase) } : {}),
    ...(form.isChanged('start') ? { start: orNull(form.values.start) } : {}),
    ...(form.isChanged('due') ? { due: orNull(form.values.due) } : {}),
    ...(form.isChanged('description') ? { description: form.values.description } : {}),
    ...(assignee?.id === firstAssignee ? {} : { assignee: assignee?.id ?? null }),
  };

  return (
    <FormPanel
      title={activity ? text('action.editOf', { name: activity.name }) : text('activities.add')}
      submitLabel={text(activity ? 'action.save' : 'activities.add')}
      onSubmit={() => saving.submit({ add: { ...change, name: form.values.name.trim() }, change })}
      onClose={onClose}
      isPending={saving.isPending}
      problem={problem}
      faults={form.otherFaults}
      whoChanged={<WhoChanged />}
      blockedBy={activity && Object.keys(change).length === 0 ? text('form.same') : null}
      extra={
        activity && (
          <RemoveButton
            name={activity.name}
            isPending={removing.isPending}
            onRemove={() => removing.submit(undefined)}
          />
        )
      }
    >
      <TextInput label={text('column.name')} required {...form.field('name')} />
      <FieldRow>
        <NativeSelect
          label={text('column.status')}
          data={ACTIVITY_STATUSES.map((status) => ({ value: status, label: text(`activity.${status}`) }))}
          {...form.field('status')}
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
      <PersonPicker
        label={text('column.assignee')}
        value={assignee}
        onChange={setAssignee}
        error={form.fault('/assignee')}
      />
      <FieldRow>
        <TextInput type="date" label={text('column.start')} {...form.field('start')} />
        <TextInput type="date" label={text('column.due')} {...form.field('due')} />
      </FieldRow>
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
    </FormPanel>
  );
}
