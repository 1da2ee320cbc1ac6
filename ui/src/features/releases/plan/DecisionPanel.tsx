import { Button, Textarea } from '@mantine/core';
import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { type Decision, decideMilestone } from '../../../api/plan';
import type { Milestone, ProblemReason } from '../../../api/types';
import { GateBadge } from '../../../components/Badges';
import { FormPanel } from '../../../components/form/FormPanel';
import { orAbsent, useForm } from '../../../components/form/useForm';
import { notify } from '../../../components/notices';
import { reasonLine } from '../../../components/ReasonList';
import { DueText } from '../../../components/Time';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';
import { WhoChanged } from '../WhoChanged';

interface DecisionPanelProps {
  milestone: Milestone;
  /** What it lacks, where that is known: it cannot be passed before. */
  blockers?: ProblemReason[];
  onClose: () => void;
}

/** Passing, failing or opening a gate again, with what was known when it was decided. */
export function DecisionPanel({ milestone, blockers = [], onClose }: DecisionPanelProps) {
  const text = useText();
  const release = useRelease();
  const isPending = milestone.state === 'pending';
  const change = useChange({
    change: ({ decision, reason }: { decision: Decision; reason?: string }, key) =>
      decideMilestone(release.id, milestone, decision, reason, key),
    refresh: [keys.all('releases'), keys.all('calendar')],
    onDone: (decided) => {
      notify(text(`plan.isNow.${decided.state}`, { name: decided.name }));
      onClose();
    },
  });
  const form = useForm({ reason: '' }, change.problem);
  const decide = (decision: Decision) => change.submit({ decision, reason: orAbsent(form.values.reason) });

  return (
    <FormPanel
      title={text(isPending ? 'plan.decideOf' : 'plan.reopenOf', { name: milestone.name })}
      submitLabel={text(isPending ? 'plan.pass' : 'plan.reopen')}
      onSubmit={() => decide(isPending ? 'pass' : 'reopen')}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      whoChanged={<WhoChanged />}
      blockedBy={isPending ? reasonLine(blockers) : null}
      extra={
        isPending && (
          <Button color="red" variant="light" disabled={change.isPending} onClick={() => decide('fail')}>
            {text('plan.fail')}
          </Button>
        )
      }
    >
      <p>
        <GateBadge state={milestone.state} /> · <DueText due={milestone.due} distance />
      </p>
      {milestone.description && <p>{milestone.description}</p>}
      {milestone.reason && <p className="faint">{milestone.reason}</p>}
      <Textarea
        label={text('field.reason')}
        description={text('plan.decide.reason')}
        rows={3}
        {...form.field('reason')}
      />
    </FormPanel>
  );
}
