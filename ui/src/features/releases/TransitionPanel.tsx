import { Textarea } from '@mantine/core';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { transitionRelease } from '../../api/releases';
import type { Transition } from '../../api/types';
import { StatusBadge } from '../../components/Badges';
import { FormPanel } from '../../components/form/FormPanel';
import { orAbsent, useForm } from '../../components/form/useForm';
import { Icon } from '../../components/Icon';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import { useRelease } from './ReleaseContext';
import { WhoChanged } from './WhoChanged';

export function TransitionPanel({ transition, onClose }: { transition: Transition; onClose: () => void }) {
  const text = useText();
  const release = useRelease();
  const change = useChange({
    change: (body: { to: string; comment?: string }, key) =>
      transitionRelease(release.id, release.rev, body, key),
    refresh: [keys.all('releases'), keys.all('calendar')],
    onDone: (changed) => {
      notify(text('release.transitioned', { key: changed.key, status: changed.status.name }));
      onClose();
    },
  });
  const form = useForm({ comment: '' }, change.problem);
  return (
    <FormPanel
      title={text('release.transition', { status: transition.name })}
      submitLabel={text('release.transition', { status: transition.name })}
      onSubmit={() => change.submit({ to: transition.to, comment: orAbsent(form.values.comment) })}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      whoChanged={<WhoChanged />}
    >
      <p style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
        <StatusBadge status={release.status} />
        <Icon name="move" />
        <StatusBadge status={transition} />
      </p>
      <Textarea
        label={text('field.comment')}
        description={text('field.comment.kept')}
        rows={3}
        {...form.field('comment')}
      />
    </FormPanel>
  );
}
