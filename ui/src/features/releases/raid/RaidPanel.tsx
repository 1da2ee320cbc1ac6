import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { NewRaidItem, RaidItem, RaidItemChange, RaidKind } from '../../../api/types';
import { FieldRow, FormPanel } from '../../../components/form/FormPanel';
import { chosen, PersonPicker, TeamPicker } from '../../../components/form/pickers';
import { orNull, useForm } from '../../../components/form/useForm';
import { RemoveButton } from '../../../components/RemoveButton';
import { TimeText } from '../../../components/Time';
import { useText } from '../../../i18n/text';
import { WhoChanged } from '../WhoChanged';
import styles from './RaidPanel.module.css';
import { GRADES, RAID_KINDS } from './raid';
import { useRaidChange } from './useRaidChange';

interface RaidPanelProps {
  item: RaidItem | undefined;
  onClose: () => void;
}

export function RaidPanel({ item, onClose }: RaidPanelProps) {
  const text = useText();
  const [ownedBy, setOwnedBy] = useState(item?.owner?.team ? 'team' : 'person');
  const [owner, setOwner] = useState(() => chosen(item?.owner?.person ?? item?.owner?.team));
  const [firstOwner] = useState(owner?.id);
  const { saving, closing, turning, problem } = useRaidChange(item, onClose);
  const form = useForm(
    {
      kind: item?.kind ?? 'risk',
      title: item?.title ?? '',
      status: item?.status === 'in_progress' ? 'in_progress' : 'open',
      probability: item?.probability ? String(item.probability) : '',
      impact: item?.impact ? String(item.impact) : '',
      due: item?.due ?? '',
      description: item?.description ?? '',
      response: item?.response ?? '',
      resolution: '',
    },
    problem,
    ['/owner'],
  );
  const isRisk = form.values.kind === 'risk';
  const grade = (name: 'probability' | 'impact') =>
    form.values[name] === '' || !isRisk ? null : Number(form.values[name]);
  const ownerInput = owner && (ownedBy === 'team' ? { team: owner.id } : { person: owner.id });
  const change: RaidItemChange = {
    ...(form.isChanged('kind') ? { kind: form.values.kind as RaidKind } : {}),
    ...(form.isChanged('title') ? { title: form.values.title.trim() } : {}),
    ...(form.isChanged('status') ? { status: form.values.status as 'open' | 'in_progress' } : {}),
    ...(isRisk && form.isChanged('probability') ? { probability: grade('probability') } : {}),
    ...(isRisk && form.isChanged('impact') ? { impact: grade('impact') } : {}),
    ...(form.isChanged('due') ? { due: orNull(form.values.due) } : {}),
    ...(form.isChanged('description') ? { description: form.values.description } : {}),
    ...(form.isChanged('response') ? { response: form.values.response } : {}),
    ...(owner?.id === firstOwner ? {} : { owner: ownerInput }),
  };
  const add: NewRaidItem = {
    ...(change as Partial<NewRaidItem>),
    kind: form.values.kind as RaidKind,
    title: form.values.title.trim(),
  };
  const isClosed = item?.status === 'closed';
  const pickerProps = {
    label: text('raid.owner'),
    value: owner,
    onChange: setOwner,
    error: form.fault('/owner'),
  };

  return (
    <FormPanel
      title={item ? text('raid.item', { number: item.number, title: item.title }) : text('raid.add')}
      submitLabel={text(item ? 'action.save' : 'raid.add')}
      onSubmit={() => saving.submit({ add, change })}
      onClose={onClose}
      isPending={saving.isPending}
      problem={problem}
      faults={form.otherFaults}
      whoChanged={<WhoChanged />}
      blockedBy={
        isClosed
          ? text('raid.closed.why')
          : item && Object.keys(change).length === 0
            ? text('form.same')
            : null
      }
      extra={
        item &&
        (item.archived_at === null ? (
          <RemoveButton
            name={item.title}
            isPending={turning.isPending}
            onRemove={() => turning.submit('archive')}
          />
        ) : (
          <Button variant="default" loading={turning.isPending} onClick={() => turning.submit('restore')}>
            {text('raid.restore')}
          </Button>
        ))
      }
    >
      {item?.closed_at && (
        <div className={styles.closure}>
          <p>
            {text('raid.closedBy', { name: item.closed_by?.name ?? text('journal.system') })}{' '}
            <TimeText at={item.closed_at} />
          </p>
          <p className={styles.words}>{item.resolution}</p>
          <Button variant="default" loading={turning.isPending} onClick={() => turning.submit('reopen')}>
            {text('raid.reopen')}
          </Button>
        </div>
      )}
      <TextInput label={text('column.title')} required {...form.field('title')} />
      <FieldRow>
        <NativeSelect
          label={text('column.kind')}
          data={RAID_KINDS.map((kind) => ({ value: kind, label: text(`raid.kind.${kind}`) }))}
          {...form.field('kind')}
        />
        {!isClosed && (
          <NativeSelect
            label={text('column.status')}
            data={(['open', 'in_progress'] as const).map((status) => ({
              value: status,
              label: text(`raid.status.${status}`),
            }))}
            {...form.field('status')}
          />
        )}
        <TextInput type="date" label={text('column.due')} {...form.field('due')} />
      </FieldRow>
      {isRisk && (
        <FieldRow>
          {(['probability', 'impact'] as const).map((name) => (
            <NativeSelect
              key={name}
              label={text(`raid.${name}`)}
              data={[
                { value: '', label: text('raid.unjudged') },
                ...GRADES.map((value) => ({ value, label: text('raid.grade', { grade: value }) })),
              ]}
              {...form.field(name)}
            />
          ))}
        </FieldRow>
      )}
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
        {ownedBy === 'team' ? <TeamPicker {...pickerProps} /> : <PersonPicker {...pickerProps} />}
      </FieldRow>
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
      <Textarea label={text('raid.response')} rows={3} {...form.field('response')} />
      {item && !isClosed && (
        <div className={styles.closure}>
          <Textarea
            label={text('raid.resolution')}
            description={text('raid.resolution.what')}
            rows={2}
            {...form.field('resolution')}
          />
          <Button
            variant="default"
            loading={closing.isPending}
            onClick={() => closing.submit(form.values.resolution.trim())}
          >
            {text('raid.close')}
          </Button>
        </div>
      )}
    </FormPanel>
  );
}
