import { TextInput } from '@mantine/core';
import { phasePart } from '../../../api/plan';
import type { Phase } from '../../../api/types';
import { FieldRow, FormPanel } from '../../../components/form/FormPanel';
import { orAbsent, useForm } from '../../../components/form/useForm';
import { RemoveButton } from '../../../components/RemoveButton';
import { useText } from '../../../i18n/text';
import { WhoChanged } from '../WhoChanged';
import { usePlanChange } from './usePlanChange';

export function PhasePanel({ phase, onClose }: { phase: Phase | undefined; onClose: () => void }) {
  const text = useText();
  const { saving, removing, problem } = usePlanChange(phasePart, phase, onClose);
  const form = useForm(
    { name: phase?.name ?? '', start: phase?.start ?? '', end: phase?.end ?? '', reason: '' },
    problem,
  );
  const reason = orAbsent(form.values.reason);
  const { name, start, end } = form.values;
  const add = { name: name.trim(), start, end };
  const change = {
    ...(form.isChanged('name') ? { name: name.trim() } : {}),
    ...(form.isChanged('start') ? { start } : {}),
    ...(form.isChanged('end') ? { end } : {}),
  };

  return (
    <FormPanel
      title={phase ? text('action.editOf', { name: phase.name }) : text('plan.phase.add')}
      submitLabel={text(phase ? 'action.save' : 'plan.phase.add')}
      onSubmit={() => saving.submit({ add, change, reason })}
      onClose={onClose}
      isPending={saving.isPending}
      problem={problem}
      faults={form.otherFaults}
      whoChanged={<WhoChanged />}
      blockedBy={phase && Object.keys(change).length === 0 ? text('form.same') : null}
      extra={
        phase && (
          <RemoveButton
            name={phase.name}
            isPending={removing.isPending}
            onRemove={() => removing.submit(reason)}
          />
        )
      }
    >
      <TextInput label={text('column.name')} required {...form.field('name')} />
      <FieldRow>
        <TextInput type="date" label={text('plan.firstDay')} required {...form.field('start')} />
        <TextInput type="date" label={text('plan.lastDay')} required {...form.field('end')} />
      </FieldRow>
      <TextInput label={text('field.reason')} description={text('plan.reason')} {...form.field('reason')} />
    </FormPanel>
  );
}
