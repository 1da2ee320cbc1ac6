import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { changeIssue, raiseIssue } from '../../../api/runs';
import type { NewRunIssue, RunBoard, RunIssue, RunIssueChange } from '../../../api/types';
import { FormPanel } from '../../../components/form/FormPanel';
import { chosen, PersonPicker } from '../../../components/form/pickers';
import { useForm } from '../../../components/form/useForm';
import { useText } from '../../../i18n/text';

interface IssuePanelProps {
  board: RunBoard;
  issue?: RunIssue;
  /** The task it is about, for a new one. */
  task?: number;
  onClose: () => void;
}

/** What was found wrong, who sees to it, and what was decided. */
export function IssuePanel({ board, issue, task, onClose }: IssuePanelProps) {
  const text = useText();
  const [owner, setOwner] = useState(() => chosen(issue?.owner?.person));
  const saving = useChange({
    change: ({ add, change }: { add: NewRunIssue; change: RunIssueChange }, key) =>
      issue ? changeIssue(board.id, issue, change) : raiseIssue(board.id, add, key),
    refresh: [keys.one('runs', board.id)],
    onDone: onClose,
  });
  const form = useForm(
    {
      title: issue?.title ?? '',
      task: String(issue?.task ?? task ?? ''),
      description: issue?.description ?? '',
      decision: issue?.decision ?? '',
    },
    saving.problem,
    ['/owner'],
  );
  const { values, isChanged } = form;
  const isOwnerChanged = (owner?.id ?? null) !== (issue?.owner?.person?.id ?? null);
  const change: RunIssueChange = {
    ...(isChanged('title') ? { title: values.title.trim() } : {}),
    ...(isChanged('description') ? { description: values.description } : {}),
    ...(isChanged('decision') ? { decision: values.decision.trim() } : {}),
    ...(isOwnerChanged ? { owner: owner ? { person: owner.id } : null } : {}),
  };
  const add: NewRunIssue = {
    title: values.title.trim(),
    description: values.description,
    ...(values.task === '' ? {} : { task: Number(values.task) }),
    ...(owner ? { owner: { person: owner.id } } : {}),
  };
  return (
    <FormPanel
      title={issue ? issue.title : text('run.issue.raise')}
      submitLabel={text(
        issue ? (isChanged('decision') ? 'run.issue.decide' : 'action.save') : 'run.issue.raise',
      )}
      onSubmit={() => saving.submit({ add, change })}
      onClose={onClose}
      isPending={saving.isPending}
      problem={saving.problem}
      faults={form.otherFaults}
      blockedBy={issue && Object.keys(change).length === 0 ? text('form.same') : null}
    >
      <TextInput label={text('column.title')} required {...form.field('title')} />
      {!issue && (
        <NativeSelect
          label={text('run.issue.task')}
          data={[
            { value: '', label: text('value.none') },
            ...board.tasks.map(({ number, name }) => ({ value: String(number), label: `${number} ${name}` })),
          ]}
          {...form.field('task')}
        />
      )}
      <PersonPicker
        label={text('task.owner')}
        value={owner}
        onChange={setOwner}
        error={form.fault('/owner')}
      />
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
      {issue && (
        <Textarea
          label={text('run.issue.decision')}
          description={text('run.issue.decision.hint')}
          rows={2}
          {...form.field('decision')}
        />
      )}
    </FormPanel>
  );
}
