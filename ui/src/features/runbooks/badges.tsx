import type { DeploymentPlan, RunKind, RunStatus } from '../../api/types';
import { StatusBadge } from '../../components/Badges';
import { Icon } from '../../components/Icon';
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
  const isLive = kind === 'live';
  return (
    <span
      style={{
        display: 'inline-flex',
        alignItems: 'center',
        gap: 4,
        height: 20,
        padding: '0 8px 0 6px',
        border: isLive ? '1px solid var(--danger)' : '1px dashed var(--line-strong)',
        borderRadius: 10,
        background: isLive ? 'var(--danger)' : 'transparent',
        color: isLive ? 'var(--surface)' : 'var(--ink-soft)',
        fontSize: 'var(--text-s)',
        fontWeight: 600,
      }}
    >
      <Icon name={isLive ? 'activity' : 'copy'} size={12} />
      {text(`run.kind.${kind}`)}
    </span>
  );
}
