import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { changeReleaseType, createReleaseType } from '../../api/releases';
import type { ReleaseType, ReleaseTypeChange } from '../../api/types';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import { blankStatus, inputOf, KINDS, pointersOf, type Workflow, workflowOf } from './draft';
import { FieldRows } from './FieldRows';
import styles from './ReleaseTypePage.module.css';
import { StatusRows } from './StatusRows';

interface ReleaseTypePanelProps {
  type?: ReleaseType;
  onClose: () => void;
  onSaved?: (type: ReleaseType) => void;
}

const BLANK: Workflow = { kinds: KINDS, statuses: [{ ...blankStatus(0), category: 'draft' }], fields: [] };

export function ReleaseTypePanel({ type, onClose, onSaved = onClose }: ReleaseTypePanelProps) {
  const text = useText();
  const [first] = useState(() => (type ? workflowOf(type) : BLANK));
  const [workflow, setWorkflow] = useState(first);
  const change = useChange({
    change: (body: ReleaseTypeChange, key) =>
      type
        ? changeReleaseType(type.id, type.rev, body)
        : createReleaseType({ name: '', key: '', ...inputOf(workflow), ...body }, key),
    refresh: [keys.all('release-types'), keys.all('releases')],
    onDone: (saved) => {
      notify(text('saved', { name: saved.name }));
      onSaved(saved);
    },
  });
  const form = useForm(
    { name: type?.name ?? '', key: type?.key ?? '', description: type?.description ?? '' },
    change.problem,
    pointersOf(workflow),
  );
  const isSameWorkflow = JSON.stringify(workflow) === JSON.stringify(first);
  const body: ReleaseTypeChange = {
    ...(form.isChanged('name') ? { name: form.values.name.trim() } : {}),
    ...(form.isChanged('key') ? { key: form.values.key.trim() } : {}),
    ...(form.isChanged('description') ? { description: form.values.description } : {}),
    ...(isSameWorkflow ? {} : inputOf(workflow)),
  };
  const set = (part: Partial<Workflow>) => setWorkflow((before) => ({ ...before, ...part }));

  return (
    <FormPanel
      title={type ? text('action.editOf', { name: type.name }) : text('types.new')}
      submitLabel={text(type ? 'action.save' : 'types.create')}
      onSubmit={() => change.submit(body)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={type && Object.keys(body).length === 0 ? text('form.same') : null}
    >
      <FieldRow>
        <TextInput label={text('column.name')} required {...form.field('name')} />
        <TextInput label={text('column.key')} required {...form.field('key')} />
      </FieldRow>
      <Textarea label={text('field.description')} rows={2} {...form.field('description')} />
      <Checkbox.Group
        label={text('types.kinds')}
        error={form.fault('/kinds')}
        value={workflow.kinds}
        onChange={(chosen) => set({ kinds: KINDS.filter((kind) => chosen.includes(kind)) })}
      >
        <div className={styles.choices}>
          {KINDS.map((kind) => (
            <Checkbox key={kind} value={kind} label={text(`kind.${kind}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <StatusRows rows={workflow.statuses} onChange={(statuses) => set({ statuses })} fault={form.fault} />
      <FieldRows rows={workflow.fields} onChange={(fields) => set({ fields })} fault={form.fault} />
    </FormPanel>
  );
}
