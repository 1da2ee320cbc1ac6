import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReleaseTemplate } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { OffsetFields, offsetInput, offsetText } from '../../components/form/OffsetFields';
import { useForm } from '../../components/form/useForm';
import { RemoveButton } from '../../components/RemoveButton';
import { useText } from '../../i18n/text';
import { withPhase } from './parts';
import { usePartChange } from './usePartChange';

interface PhasePanelProps {
  template: ReleaseTemplate;
  /** `null` for a new one. */
  index: number | null;
  onClose: () => void;
}

export function PhasePanel({ template, index, onClose }: PhasePanelProps) {
  const text = useText();
  const phase = index === null ? undefined : template.phases[index];
  const [start, setStart] = useState(offsetText(phase?.start));
  const [end, setEnd] = useState(offsetText(phase?.end));
  const change = usePartChange(template, onClose);
  const at = `/phases/${index ?? template.phases.length}`;
  const form = useForm({ name: phase?.name ?? '' }, change.problem, [
    `${at}/name`,
    `${at}/start`,
    `${at}/start/before`,
    `${at}/end`,
    `${at}/end/before`,
  ]);
  const from = offsetInput(start);
  const to = offsetInput(end);

  return (
    <FormPanel
      title={phase ? text('action.editOf', { name: phase.name }) : text('plan.phase.add')}
      submitLabel={text(phase ? 'action.save' : 'action.add')}
      onSubmit={() => {
        if (from && to) {
          change.submit(withPhase(template, index, { name: form.values.name.trim(), start: from, end: to }));
        }
      }}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={from && to ? null : text('templates.needsOffset')}
      extra={
        phase && (
          <RemoveButton
            name={phase.name}
            isPending={change.isPending}
            onRemove={() => change.submit(withPhase(template, index, null))}
          />
        )
      }
    >
      <TextInput
        label={text('column.name')}
        description={text('templates.words.what')}
        required
        {...form.field('name')}
        error={form.fault(`${at}/name`)}
      />
      <OffsetFields
        label={text('templates.firstDay')}
        required
        value={start}
        onChange={setStart}
        error={form.fault(`${at}/start/before`) ?? form.fault(`${at}/start`)}
      />
      <OffsetFields
        label={text('templates.lastDay')}
        required
        value={end}
        onChange={setEnd}
        error={form.fault(`${at}/end/before`) ?? form.fault(`${at}/end`)}
      />
    </FormPanel>
  );
}
