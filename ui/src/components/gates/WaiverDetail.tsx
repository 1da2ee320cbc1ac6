import { Button, Textarea } from '@mantine/core';
import { useChange } from '../../api/change';
import { decideWaiver, GATE_CHANGES, type WaiverStep } from '../../api/gates';
import type { Waiver } from '../../api/types';
import { useText } from '../../i18n/text';
import formStyles from '../form/form.module.css';
import { orAbsent, useForm } from '../form/useForm';
import { notify } from '../notices';
import { ProblemAlert } from '../ProblemAlert';
import { ReasonedButton } from '../ReasonedButton';
import { TimeText } from '../Time';
import { WaiverBadge } from './GateBadges';
import styles from './Gates.module.css';

/** A waiver in a few lines: exactly what it waives, why, until when, and who said what about it. */
export function WaiverFacts({ waiver }: { waiver: Waiver }) {
  const text = useText();
  return (
    <>
      <p>{waivedText(waiver, text)}</p>
      <q className={styles.words}>{waiver.reason}</q>
      <p className={styles.facts}>
        {text('waivers.askedBy', { name: waiver.requested_by?.name ?? text('journal.system') })}{' '}
        <TimeText at={waiver.requested_at} />
        {waiver.expires_at && (
          <>
            {' · '}
            {text('waivers.until')} <TimeText at={waiver.expires_at} />
          </>
        )}
      </p>
      {waiver.decided_at && (
        <p className={styles.facts}>
          {text('waivers.decidedBy', { name: waiver.decided_by?.name ?? text('journal.system') })}{' '}
          <TimeText at={waiver.decided_at} />
          {waiver.decision && `: ${waiver.decision}`}
        </p>
      )}
    </>
  );
}

/** Exactly what it waives. */
function waivedText(waiver: Waiver, text: ReturnType<typeof useText>): string {
  const { gate, criterion_name, item, policy, release } = waiver;
  if (policy) return text('waivers.waives.policy', { policy: policy.name, release: release.name });
  if (gate === null) return text('waivers.waives.hidden', { release: release.name });
  if (criterion_name && item) return text('waivers.waives.both', { criterion: criterion_name, item });
  if (criterion_name) return text('waivers.waives.criterion', { criterion: criterion_name });
  return text('waivers.waives.item', { item });
}

interface WaiverFormProps {
  waiver: Waiver;
  onDone: () => void;
}

/** Allows or rejects what is asked for, or revokes what holds; never whoever asked, as the server says. */
export function WaiverForm({ waiver, onDone }: WaiverFormProps) {
  const text = useText();
  const change = useChange({
    change: ({ step, reason }: { step: WaiverStep; reason?: string }, key) =>
      decideWaiver(waiver, step, reason, key),
    refresh: GATE_CHANGES,
    onDone: (decided) => {
      notify(text(`waivers.isNow.${decided.state}`, { name: decided.title }));
      onDone();
    },
  });
  const form = useForm({ reason: '' }, change.problem);
  const reason = orAbsent(form.values.reason);
  const needsReason = reason === undefined ? text('approvals.sayWhy') : null;
  return (
    <form
      className={formStyles.form}
      aria-label={text('waivers.decide')}
      noValidate
      onSubmit={(event) => event.preventDefault()}
    >
      <div className={styles.line}>
        <WaiverBadge state={waiver.state} />
      </div>
      <WaiverFacts waiver={waiver} />
      {change.problem && <ProblemAlert problem={change.problem} faults={form.otherFaults} />}
      <Textarea
        label={text('field.reason')}
        description={text('field.comment.kept')}
        rows={2}
        {...form.field('reason')}
      />
      <div className={formStyles.actions}>
        {waiver.state === 'requested' && (
          <>
            <Button loading={change.isPending} onClick={() => change.submit({ step: 'approve', reason })}>
              {text('waivers.approve')}
            </Button>
            <ReasonedButton
              color="red"
              variant="light"
              loading={change.isPending}
              blockedBy={needsReason}
              onClick={() => change.submit({ step: 'reject', reason })}
            >
              {text('waivers.reject')}
            </ReasonedButton>
          </>
        )}
        {waiver.state === 'approved' && (
          <ReasonedButton
            color="red"
            loading={change.isPending}
            blockedBy={needsReason}
            onClick={() => change.submit({ step: 'revoke', reason })}
          >
            {text('waivers.revoke')}
          </ReasonedButton>
        )}
      </div>
    </form>
  );
}
