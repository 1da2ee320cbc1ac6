import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { MilestoneKind, ReleaseTemplate, TemplateCriterion } from '../../api/types';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { OffsetFields, offsetInput, offsetText } from '../../components/form/OffsetFields';
import { orNull, useForm } from '../../components/form/useForm';
import { RemoveButton } from '../../components/RemoveButton';
import { useText } from '../../i18n/text';
import { CriteriaField, criteriaPointers } from './CriteriaField';
import { type InputOf, replaced } from './parts';
import { usePartChange } from './usePartChange';

interface GatePanelProps {
  template: ReleaseTemplate;
  /** `null` for a new one. */
  index: number | null;
  onClose: () => void;
}

export function GatePanel({ template, index, onClose }: GatePanelProps) {
  const text = useText();
  const gate = index === null ? undefined : template.milestones[index];
  const [due, setDue] = useState(offsetText(gate?.due));
  const [criteria, setCriteria] = useState<TemplateCriterion[]>(gate?.criteria ?? []);
  const change = usePartChange(template, onClose);
  const at = `/milestones/${index ?? template.milestones.length}`;
  const form = useForm(
    {
      name: gate?.name ?? '',
      key: gate?.key ?? '',
      kind: gate?.kind ?? 'gate',
      phase: gate?.phase ?? '',
      time: gate?.time?.slice(0, 5) ?? '',
      zone: gate?.zone ?? '',
      responsible: gate?.responsible ?? '',
      description: gate?.description ?? '',
    },
    change.problem,
    [
      ...['name', 'key', 'phase', 'due', 'due/before', 'zone'].map((name) => `${at}/${name}`),
      ...criteriaPointers(criteria).map((pointer) => `${at}/criteria${pointer}`),
    ],
  );
  const { values } = form;
  const dueOffset = offsetInput(due);
  const save = (item: InputOf<'milestones'> | null) =>
    change.submit({ milestones: replaced<InputOf<'milestones'>>(template.milestones, index, item) });
  const submit = () => {
    if (!dueOffset) return;
    save({
      kind: values.kind as MilestoneKind,
      key: orNull(values.key),
      name: values.name.trim(),
      phase: orNull(values.phase),
      start: gate?.start ?? null,
      due: dueOffset,
      time: orNull(values.time),
      zone: orNull(values.zone),
      responsible: orNull(values.responsible),
      scope: gate?.scope ?? null,
      description: values.description,
      criteria: criteria.map(({ name, expression }) => ({
        name: name.trim(),
        expression: orNull(expression ?? ''),
      })),
    });
  };

  return (
    <FormPanel
      title={gate ? text('action.editOf', { name: gate.name }) : text('plan.gate.add')}
      submitLabel={text(gate ? 'action.save' : 'action.add')}
      onSubmit={submit}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={dueOffset ? null : text('templates.needsOffset')}
      extra={
        gate && <RemoveButton name={gate.name} isPending={change.isPending} onRemove={() => save(null)} />
      }
    >
      <TextInput
        label={text('column.name')}
        description={text('templates.words.what')}
        required
        {...form.field('name')}
        error={form.fault(`${at}/name`)}
      />
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
            ...template.phases.map(({ name }) => ({ value: name, label: name })),
          ]}
          {...form.field('phase')}
          error={form.fault(`${at}/phase`)}
        />
        <TextInput label={text('column.key')} {...form.field('key')} error={form.fault(`${at}/key`)} />
      </FieldRow>
      <OffsetFields
        label={text('templates.due')}
        required
        value={due}
        onChange={setDue}
        error={form.fault(`${at}/due/before`) ?? form.fault(`${at}/due`)}
      />
      <FieldRow>
        <TextInput type="time" label={text('field.time')} {...form.field('time')} />
        <TextInput
          label={text('field.zone')}
          placeholder={template.zone}
          {...form.field('zone')}
          error={form.fault(`${at}/zone`)}
        />
      </FieldRow>
      <TextInput
        label={text('column.responsible')}
        description={text('plan.responsible.what')}
        {...form.field('responsible')}
      />
      <CriteriaField
        value={criteria}
        onChange={setCriteria}
        fault={(pointer) => form.fault(`${at}/criteria${pointer}`)}
      />
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
    </FormPanel>
  );
}
