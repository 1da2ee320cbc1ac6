import type { DeploymentPlan, RunKind, RunStatus } from '../../api/types';
import { PlainBadge, StatusBadge } from '../../components/Badges';
import { useText } from '../../i18n/text';

const RUN_CATEGORY = {
  planned: 'planned',
  running: 'active',
  paused: 'draft',
  completed: 'done',
  rolled_back: 'cancelled',
  aborted: 'cancelled',
} as const;

export function RunStatusBadge({ status }: { status: RunStatus }) {
  const text = useText();
  return <StatusBadge status={{ name: text(`run.status.${status}`), category: RUN_CATEGORY[status] }} />;
}

export function PlanStatusBadge({ plan }: { plan: Pick<DeploymentPlan, 'status'> }) {
  const text = useText();
  const category = plan.status === 'approved' ? 'done' : 'draft';
  return <StatusBadge status={{ name: text(`runbooks.status.${plan.status}`), category }} />;
}

/** A live run can never be taken for a rehearsal: it is called so in the colour of danger. */
export function RunKindBadge({ kind }: { kind: RunKind }) {
  const text = useText();
  return (
    <PlainBadge icon={kind === 'live' ? 'activity' : 'copy'} tone={kind === 'live' ? 'bad' : 'unknown'}>
      {text(`run.kind.${kind}`)}
    </PlainBadge>
  );
}
