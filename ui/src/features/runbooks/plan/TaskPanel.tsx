import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { changeTask } from '../../../api/runbooks';
import type { DeploymentPlanDetail, PlanTask, PlanTaskChange, TaskKind } from '../../../api/types';
import { estimateOf, estimateText } from '../../../components/duration';
import { FieldRow, FormPanel } from '../../../components/form/FormPanel';
import { chosen, PersonPicker, TeamPicker } from '../../../components/form/pickers';
import { orNull, useForm } from '../../../components/form/useForm';
import { useText } from '../../../i18n/text';
import { clockText, KINDS } from './columns';
import { moved, numberAfter } from './core/lines';
import { afterOf, afterText } from './core/links';
import type { PlanEditor } from './usePlanEditor';

interface TaskPanelProps {
  plan: DeploymentPlanDetail;
  task: PlanTask;
  editor: PlanEditor;
  isReadOnly: boolean;
  onClose: () => void;
}

/** Everything of a task, for what has no column, and for whoever would rather fill in a form than a sheet. */
export function TaskPanel({ plan, task, editor, isReadOnly, onClose }: TaskPanelProps) {
  const text = useText();
  const [person, setPerson] = useState(() => chosen(task.owner?.person));
  const [team, setTeam] = useState(() => chosen(task.owner?.team));
  const [isSure, setSure] = useState(false);
  const saving = useChange({
    change: (body: PlanTaskChange) => changeTask(plan.id, task, body),
    refresh: [keys.all('deployment-plans')],
    onDone: onClose,
  });
  const form = useForm(
    {
      name: task.name,
      kind: task.kind as string,
      section: task.section ?? '',
      parent: task.parent === null ? '' : String(task.parent),
      lane: task.lane ?? '',
      branch: task.branch ?? '',
      estimate: estimateText(task.estimate),
      after: afterText(task.after),
      not_before: task.not_before?.slice(0, 16) ?? '',
      description: task.description,
    },
    saving.problem,
    ['/owner'],
  );
  const { values, isChanged } = form;
  const estimate = estimateOf(values.estimate);
  const after = afterOf(values.after);
  const owner = person ? { person: person.id } : team ? { team: team.id } : null;
  const ownerId = task.owner?.person?.id ?? task.owner?.team?.id;
  const change: PlanTaskChange = {
    ...(isChanged('name') ? { name: values.name.trim() } : {}),
    ...(isChanged('kind') ? { kind: values.kind as TaskKind } : {}),
    ...(isChanged('section') ? { section: orNull(values.section) } : {}),
    ...(isChanged('parent') ? { parent: values.parent === '' ? null : Number(values.parent) } : {}),
    ...(isChanged('lane') ? { lane: orNull(values.lane) } : {}),
    ...(isChanged('branch') ? { branch: orNull(values.branch) } : {}),
    ...(isChanged('estimate') && estimate ? { estimate } : {}),
    ...(isChanged('after') && after ? { after } : {}),
    ...(isChanged('not_before')
      ? { not_before: values.not_before === '' ? null : `${values.not_before}:00` }
      : {}),
    ...(isChanged('description') ? { description: values.description } : {}),
    ...((person?.id ?? team?.id) === ownerId ? {} : { owner }),
  };
  const unread = estimate === null || after === null;
  const blockedBy = isReadOnly
    ? text('runbooks.readOnly')
    : unread
      ? text('runbooks.unread')
      : Object.keys(change).length === 0
        ? text('form.same')
        : null;
  const move = (step: -1 | 1) => {
    const before = moved(plan.tasks, task, step);
    if (before !== undefined) editor.move(task, before);
  };
  const addBelow = () =>
    editor.add(
      [
        {
          name: text('task.untitled'),
          section: task.section,
          parent: task.parent,
          lane: task.lane,
          branch: task.branch,
        },
      ],
      numberAfter(plan.tasks, task.number),
    );
  return (
    <FormPanel
      title={text('task.title', { number: task.number })}
      submitLabel={text('action.save')}
      onSubmit={() => saving.submit(change)}
      onClose={onClose}
      isPending={saving.isPending}
      problem={saving.problem}
      faults={form.otherFaults}
      blockedBy={blockedBy}
    >
      <TextInput label={text('task.name')} required {...form.field('name')} />
      <FieldRow>
        <NativeSelect
          label={text('task.kind')}
          data={KINDS.map((kind) => ({ value: kind, label: text(`task.kind.${kind}`) }))}
          {...form.field('kind')}
        />
        <NativeSelect
          label={text('task.lane')}
          data={[
            { value: '', label: text('value.none') },
            ...plan.lanes.map(({ key, name }) => ({ value: key, label: name })),
          ]}
          {...form.field('lane')}
        />
      </FieldRow>
      <FieldRow>
        <PersonPicker
          label={text('task.owner.person')}
          value={person}
          onChange={(one) => {
            setPerson(one);
            if (one) setTeam(null);
          }}
          error={form.fault('/owner')}
        />
        <TeamPicker
          label={text('task.owner.team')}
          value={team}
          onChange={(one) => {
            setTeam(one);
            if (one) setPerson(null);
          }}
        />
      </FieldRow>
      <FieldRow>
        <TextInput
          label={text('task.estimate')}
          description={text('task.estimate.hint')}
          {...form.field('estimate')}
          error={estimate === null ? text('runbooks.unread') : form.field('estimate').error}
          disabled={task.has_steps}
        />
        <TextInput
          label={text('task.after')}
          description={text('task.after.hint')}
          {...form.field('after')}
          error={after === null ? text('runbooks.unread') : form.field('after').error}
        />
      </FieldRow>
      <FieldRow>
        <TextInput label={text('task.section')} {...form.field('section')} />
        <TextInput type="number" min={1} label={text('task.parent')} {...form.field('parent')} />
      </FieldRow>
      <FieldRow>
        <TextInput
          type="datetime-local"
          label={text('task.notBefore', { zone: plan.zone })}
          {...form.field('not_before')}
        />
        {plan.branches.length > 0 && (
          <NativeSelect
            label={text('task.branch')}
            data={[
              { value: '', label: text('runbooks.way.own') },
              ...plan.branches.map(({ key, name }) => ({ value: key, label: name })),
            ]}
            {...form.field('branch')}
          />
        )}
      </FieldRow>
      <Textarea label={text('field.description')} rows={5} {...form.field('description')} />
      <p className="faint">
        {text('task.when', { start: clockText(task.start), finish: clockText(task.finish) })}
      </p>
      {!isReadOnly && (
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
          <Button variant="default" onClick={addBelow}>
            {text('task.addBelow')}
          </Button>
          <Button variant="default" onClick={() => move(-1)}>
            {text('task.up')}
          </Button>
          <Button variant="default" onClick={() => move(1)}>
            {text('task.down')}
          </Button>
          <Button
            color="red"
            variant={isSure ? 'filled' : 'default'}
            onBlur={() => setSure(false)}
            onClick={() => (isSure ? editor.remove(task, onClose) : setSure(true))}
          >
            {isSure ? text('task.removeSure') : text('action.removeOf', { name: String(task.number) })}
          </Button>
        </div>
      )}
    </FormPanel>
  );
}
