import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { advanceChangeRequest, createChangeRequest, editChangeRequest } from '../../api/changeRequests';
import { keys } from '../../api/keys';
import type {
  ChangeRequest,
  ChangeRequestChange,
  ChangeRequestKind,
  ChangeRequestStep,
  Environment,
  NewChangeRequest,
} from '../../api/types';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { chosen, PersonPicker } from '../../components/form/pickers';
import { orAbsent, useForm } from '../../components/form/useForm';
import { ReasonedButton } from '../../components/ReasonedButton';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';
import { instantOf, localOf } from '../../time/local';
import { ChangeStatusBadge } from './ChangeStatusBadge';
import styles from './Profile.module.css';

const KINDS: ChangeRequestKind[] = ['deploy', 'refresh', 'restore', 'configure', 'outage'];
/** Whoever takes these has to say why. */
const REASONED: ChangeRequestStep[] = ['reject', 'fail', 'cancel'];

interface ChangePanelProps {
  environment: Environment;
  request?: ChangeRequest;
  onClose: () => void;
}

export function ChangePanel({ environment, request, onClose }: ChangePanelProps) {
  const text = useText();
  const zone = ownZone();
  const refresh = [keys.part('environments', environment.id, 'changes')];
  const [assignee, setAssignee] = useState(() => chosen(request?.assignee?.person));
  const [firstAssignee] = useState(assignee?.id);
  const saving = useChange({
    change: ({ add, change }: { add: NewChangeRequest; change: ChangeRequestChange }, key) =>
      request ? editChangeRequest(request, change) : createChangeRequest(add, key),
    refresh,
    onDone: onClose,
  });
  const stepping = useChange({
    change: ({ step, reason }: { step: ChangeRequestStep; reason: string | undefined }, key) =>
      advanceChangeRequest(request ?? { id: '', rev: 0 }, step, reason, key),
    refresh,
    onDone: onClose,
  });
  const problem = saving.problem ?? stepping.problem;
  const local = (at: string | undefined) => (at ? localOf(at, zone) : '');
  const form = useForm(
    {
      title: request?.title ?? '',
      kind: request?.kind ?? 'deploy',
      start: local(request?.span?.start),
      end: local(request?.span?.end),
      outageStart: local(request?.outage?.start),
      outageEnd: local(request?.outage?.end),
      description: request?.description ?? '',
      reason: '',
    },
    problem,
    ['/assignee', '/span', '/span/start', '/span/end', '/outage', '/outage/start', '/outage/end'],
  );
  const { values, isChanged } = form;
  const spanOf = (start: string, end: string) =>
    start && end ? { start: instantOf(start, zone), end: instantOf(end, zone) } : null;
  const change: ChangeRequestChange = {
    ...(isChanged('title') ? { title: values.title.trim() } : {}),
    ...(isChanged('kind') ? { kind: values.kind as ChangeRequestKind } : {}),
    ...(isChanged('start') || isChanged('end') ? { span: spanOf(values.start, values.end) } : {}),
    ...(isChanged('outageStart') || isChanged('outageEnd')
      ? { outage: spanOf(values.outageStart, values.outageEnd) }
      : {}),
    ...(isChanged('description') ? { description: values.description } : {}),
    ...(assignee?.id === firstAssignee ? {} : { assignee: assignee ? { person: assignee.id } : null }),
  };
  const add: NewChangeRequest = {
    ...(change as Partial<NewChangeRequest>),
    environment: environment.id,
    title: values.title.trim(),
    kind: values.kind as ChangeRequestKind,
  };
  const isSettled = request !== undefined && !['draft', 'requested', 'approved'].includes(request.status);
  const half = text('changes.bothEnds');
  const isHalf = (start: string, end: string) => (start === '') !== (end === '');
  const blockedBy = isSettled
    ? text('changes.settled')
    : isHalf(values.start, values.end) || isHalf(values.outageStart, values.outageEnd)
      ? half
      : request && Object.keys(change).length === 0
        ? text('form.same')
        : null;
  const when = (name: 'start' | 'end' | 'outageStart' | 'outageEnd', pointers: string[]) => ({
    type: 'datetime-local',
    ...form.field(name),
    error: pointers.map((pointer) => form.fault(pointer)).find(Boolean),
  });

  return (
    <FormPanel
      title={request ? request.title : text('changes.new')}
      submitLabel={text(request ? 'action.save' : 'changes.create')}
      onSubmit={() => saving.submit({ add, change })}
      onClose={onClose}
      isPending={saving.isPending}
      problem={problem}
      faults={form.otherFaults}
      blockedBy={blockedBy}
    >
      {request && (
        <div className={styles.steps}>
          <ChangeStatusBadge status={request.status} />
          {request.steps.map((step) => (
            <ReasonedButton
              key={step}
              size="compact-sm"
              variant="default"
              loading={stepping.isPending}
              blockedBy={
                REASONED.includes(step) && values.reason.trim() === '' ? text('changes.sayWhy') : null
              }
              onClick={() => stepping.submit({ step, reason: orAbsent(values.reason) })}
            >
              {text(`changes.step.${step}`)}
            </ReasonedButton>
          ))}
        </div>
      )}
      {request && request.steps.length > 0 && (
        <TextInput label={text('field.reason')} {...form.field('reason')} />
      )}
      <TextInput label={text('column.title')} required {...form.field('title')} />
      <FieldRow>
        <NativeSelect
          label={text('column.kind')}
          data={KINDS.map((kind) => ({ value: kind, label: text(`changes.kind.${kind}`) }))}
          {...form.field('kind')}
        />
        <PersonPicker
          label={text('changes.assignee')}
          value={assignee}
          onChange={setAssignee}
          error={form.fault('/assignee')}
        />
      </FieldRow>
      <FieldRow>
        <TextInput label={text('changes.from')} {...when('start', ['/span/start', '/span'])} />
        <TextInput label={text('changes.to')} {...when('end', ['/span/end'])} />
      </FieldRow>
      <FieldRow>
        <TextInput
          label={text('changes.outageFrom')}
          {...when('outageStart', ['/outage/start', '/outage'])}
        />
        <TextInput label={text('changes.outageTo')} {...when('outageEnd', ['/outage/end'])} />
      </FieldRow>
      <p className="faint">{text('changes.clock', { zone })}</p>
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
    </FormPanel>
  );
}
