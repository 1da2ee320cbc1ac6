import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useChange } from '../../../api/change';
import {
  addCriterion,
  changeCriterion,
  GATE_CHANGES,
  missCriterion,
  removeCriterion,
} from '../../../api/gates';
import type { Criterion, CriterionChange, Gate, NewCriterion } from '../../../api/types';
import { FactReference } from '../../../components/form/FactReference';
import { FieldRow, FormPanel } from '../../../components/form/FormPanel';
import { chosen, PersonPicker, TeamPicker } from '../../../components/form/pickers';
import { orNull, useForm } from '../../../components/form/useForm';
import { notify } from '../../../components/notices';
import { RemoveButton } from '../../../components/RemoveButton';
import { useText } from '../../../i18n/text';
import { WhoChanged } from '../WhoChanged';

interface CriterionPanelProps {
  gate: Gate;
  criterion: Criterion | undefined;
  onClose: () => void;
}

/** What a criterion is: its name, who sees to it and by when. */
export function CriterionPanel({ gate, criterion, onClose }: CriterionPanelProps) {
  const text = useText();
  const [ownedBy, setOwnedBy] = useState(criterion?.owner?.team ? 'team' : 'person');
  const [owner, setOwner] = useState(() => chosen(criterion?.owner?.person ?? criterion?.owner?.team));
  const [firstOwner] = useState(owner?.id);
  const area = useRef<HTMLTextAreaElement>(null);
  const saving = useChange({
    change: ({ add, change }: { add: NewCriterion; change: CriterionChange }, key) =>
      criterion ? changeCriterion(criterion, change) : addCriterion(gate.release.id, gate.gate.id, add, key),
    refresh: GATE_CHANGES,
    onDone: ({ name }) => {
      notify(text(criterion ? 'plan.saved' : 'plan.added', { name }));
      onClose();
    },
  });
  const removing = useChange({
    change: async (one: Criterion) => void (await removeCriterion(one)),
    refresh: GATE_CHANGES,
    onDone: (_, { name }) => {
      notify(text('plan.removed', { name }));
      onClose();
    },
  });
  const problem = saving.problem ?? removing.problem;
  const form = useForm(
    {
      name: criterion?.name ?? '',
      due: criterion?.due ?? '',
      description: criterion?.description ?? '',
      expression: criterion?.expression ?? '',
    },
    problem,
    ['/owner'],
  );
  /** Puts a fact where the cursor is. */
  const insert = (path: string) => {
    const { expression } = form.values;
    const from = area.current?.selectionStart ?? expression.length;
    const to = area.current?.selectionEnd ?? from;
    form.set({ expression: expression.slice(0, from) + path + expression.slice(to) });
    area.current?.focus();
  };
  const ownerInput = owner && (ownedBy === 'team' ? { team: owner.id } : { person: owner.id });
  const change: CriterionChange = {
    ...(form.isChanged('name') ? { name: form.values.name.trim() } : {}),
    ...(form.isChanged('due') ? { due: orNull(form.values.due) } : {}),
    ...(form.isChanged('description') ? { description: form.values.description } : {}),
    ...(form.isChanged('expression') ? { expression: orNull(form.values.expression) } : {}),
    ...(owner?.id === firstOwner ? {} : { owner: ownerInput }),
  };
  const add: NewCriterion = { ...(change as Partial<NewCriterion>), name: form.values.name.trim() };
  const picker = {
    label: text('raid.owner'),
    value: owner,
    onChange: setOwner,
    error: form.fault('/owner'),
  };
  return (
    <FormPanel
      title={criterion ? text('action.editOf', { name: criterion.name }) : text('criteria.add')}
      submitLabel={text(criterion ? 'action.save' : 'criteria.add')}
      onSubmit={() => saving.submit({ add, change })}
      onClose={onClose}
      isPending={saving.isPending}
      problem={problem}
      faults={form.otherFaults}
      whoChanged={<WhoChanged />}
      blockedBy={criterion && Object.keys(change).length === 0 ? text('form.same') : null}
      extra={
        criterion && (
          <RemoveButton
            name={criterion.name}
            isPending={removing.isPending}
            onRemove={() => removing.submit(criterion)}
          />
        )
      }
    >
      <TextInput label={text('column.name')} required {...form.field('name')} />
      <FieldRow>
        <NativeSelect
          label={text('people.who')}
          value={ownedBy}
          data={[
            { value: 'person', label: text('people.person') },
            { value: 'team', label: text('people.team') },
          ]}
          onChange={(event) => {
            setOwnedBy(event.currentTarget.value);
            setOwner(null);
          }}
        />
        {ownedBy === 'team' ? <TeamPicker {...picker} /> : <PersonPicker {...picker} />}
      </FieldRow>
      <TextInput
        type="date"
        label={text('column.due')}
        description={text('criteria.due.what')}
        {...form.field('due')}
      />
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
      <Textarea
        ref={area}
        label={text('criteria.expression')}
        description={text('criteria.expression.what')}
        rows={3}
        spellCheck={false}
        {...form.field('expression')}
      />
      <FactReference askedBy="criteria" onChoose={insert} />
    </FormPanel>
  );
}

/** Says that a criterion is not met, and why. */
export function MissPanel({ criterion, onClose }: { criterion: Criterion; onClose: () => void }) {
  const text = useText();
  const change = useChange({
    change: (reason: string, key) => missCriterion(criterion, reason, key),
    refresh: GATE_CHANGES,
    onDone: () => {
      notify(text('criteria.isUnmet', { name: criterion.name }));
      onClose();
    },
  });
  const form = useForm({ reason: '' }, change.problem);
  return (
    <FormPanel
      title={text('criteria.missOf', { name: criterion.name })}
      submitLabel={text('criteria.miss')}
      onSubmit={() => change.submit(form.values.reason.trim())}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      whoChanged={<WhoChanged />}
      blockedBy={form.values.reason.trim() === '' ? text('approvals.sayWhy') : null}
    >
      <Textarea
        label={text('field.reason')}
        description={text('field.comment.kept')}
        rows={3}
        required
        {...form.field('reason')}
      />
    </FormPanel>
  );
}
