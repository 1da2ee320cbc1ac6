import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReleaseTemplate } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { OffsetFields, offsetInput, offsetText } from '../../components/form/OffsetFields';
import { orNull, useForm } from '../../components/form/useForm';
import { RemoveButton } from '../../components/RemoveButton';
import { useText } from '../../i18n/text';
import { type InputOf, replaced } from './parts';
import { usePartChange } from './usePartChange';

interface WorkPanelProps {
  template: ReleaseTemplate;
  /** `null` for a new one. */
  index: number | null;
  onClose: () => void;
}

export function WorkPanel({ template, index, onClose }: WorkPanelProps) {
  const text = useText();
  const work = index === null ? undefined : template.activities[index];
  const [start, setStart] = useState(offsetText(work?.start));
  const [due, setDue] = useState(offsetText(work?.due));
  const change = usePartChange(template, onClose);
  const at = `/activities/${index ?? template.activities.length}`;
  const form = useForm(
    { name: work?.name ?? '', phase: work?.phase ?? '', description: work?.description ?? '' },
    change.problem,
    ['name', 'phase', 'start', 'start/before', 'due', 'due/before'].map((name) => `${at}/${name}`),
  );
  const save = (item: InputOf<'activities'> | null) =>
    change.submit({ activities: replaced<InputOf<'activities'>>(template.activities, index, item) });

  return (
    <FormPanel
      title={work ? text('action.editOf', { name: work.name }) : text('activities.add')}
      submitLabel={text(work ? 'action.save' : 'action.add')}
      onSubmit={() =>
        save({
          name: form.values.name.trim(),
          phase: orNull(form.values.phase),
          start: offsetInput(start),
          due: offsetInput(due),
          description: form.values.description,
        })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      extra={
        work && <RemoveButton name={work.name} isPending={change.isPending} onRemove={() => save(null)} />
      }
    >
      <TextInput
        label={text('column.name')}
        description={text('templates.words.what')}
        required
        {...form.field('name')}
        error={form.fault(`${at}/name`)}
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
      <OffsetFields
        label={text('templates.firstDay')}
        value={start}
        onChange={setStart}
        error={form.fault(`${at}/start/before`) ?? form.fault(`${at}/start`)}
      />
      <OffsetFields
        label={text('templates.lastDay')}
        value={due}
        onChange={setDue}
        error={form.fault(`${at}/due/before`) ?? form.fault(`${at}/due`)}
      />
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
    </FormPanel>
  );
}
