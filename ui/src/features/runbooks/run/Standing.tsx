import type { TaskStanding } from '../../../api/types';
import { Icon, type IconName } from '../../../components/Icon';
import { useText } from '../../../i18n/text';

const LOOK: Record<TaskStanding, [IconName, string]> = {
  off: ['dashed', 'var(--ink-faint)'],
  waiting: ['circle', 'var(--ink-faint)'],
  blocked: ['blocked', 'var(--status-blocked)'],
  ready: ['chevron', 'var(--status-planned)'],
  running: ['doing', 'var(--status-active)'],
  completed: ['check', 'var(--success)'],
  failed: ['close', 'var(--danger)'],
  skipped: ['move', 'var(--ink-faint)'],
  in_doubt: ['alert', 'var(--warning)'],
};

export const toneOf = (standing: TaskStanding): string => LOOK[standing][1];

/** Colour, icon and word. */
export function StandingBadge({ standing, size = 14 }: { standing: TaskStanding; size?: number }) {
  const text = useText();
  const [icon, color] = LOOK[standing];
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4, color, fontWeight: 500 }}>
      <Icon name={icon} size={size} />
      {text(`run.standing.${standing}`)}
    </span>
  );
}
