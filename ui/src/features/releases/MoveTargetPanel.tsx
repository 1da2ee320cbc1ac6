import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { changeRelease } from '../../api/releases';
import type { ReleaseChange } from '../../api/types';
import {
  DeadlineFields,
  deadlineInput,
  deadlineText,
  sameDeadline,
} from '../../components/form/DeadlineFields';
import { FormPanel } from '../../components/form/FormPanel';
import { orAbsent, orNull, useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { DueText } from '../../components/Time';
import { useText } from '../../i18n/text';
import { useRelease } from './ReleaseContext';
import { WhoChanged } from './WhoChanged';

export function MoveTargetPanel({ onClose }: { onClose: () => void }) {
  const text = useText();
  const release = useRelease();
  const [first] = useState(() => deadlineText(release.target, release.zone));
  const [target, setTarget] = useState(first);
  const change = useChange({
    change: (body: ReleaseChange) => changeRelease(release.id, release.rev, body),
    refresh: [keys.all('releases'), keys.all('calendar')],
    onDone: (changed) => {
      notify(text('release.target.moved', { key: changed.key }));
      onClose();
    },
  });
  const form = useForm({ start: release.start ?? '', reason: '' }, change.problem, ['/target']);
  const isSame = sameDeadline(first, target) && !form.isChanged('start');

  return (
    <FormPanel
      title={text('release.target.move')}
      submitLabel={text('release.target.move')}
      onSubmit={() =>
        change.submit({
          ...(sameDeadline(first, target) ? {} : { target: deadlineInput(target) }),
          ...(form.isChanged('start') ? { start: orNull(form.values.start) } : {}),
          reason: orAbsent(form.values.reason),
        })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      whoChanged={<WhoChanged />}
      blockedBy={isSame ? text('release.target.same') : null}
    >
      <p>
        {text('release.target.now')} <DueText due={release.target} />
      </p>
      <DeadlineFields
        label={text('column.target')}
        value={target}
        onChange={setTarget}
        error={form.fault('/target')}
      />
      <TextInput type="date" label={text('column.start')} {...form.field('start')} />
      <Textarea
        label={text('field.reason')}
        description={text('release.target.reason')}
        rows={3}
        {...form.field('reason')}
      />
    </FormPanel>
  );
}
