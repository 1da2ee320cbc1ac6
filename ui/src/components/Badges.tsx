import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import type {
  ActivityStatus,
  Answer,
  AnswerTone,
  ComparedChange,
  EnvironmentState,
  Health,
  HealthState,
  MilestoneState,
  RaidStatus,
  ReleaseKind,
  Risk,
  Standing,
  StatusCategory,
  WindowKind,
} from '../api/types';
import { type TextId, useText } from '../i18n/text';
import styles from './Badges.module.css';
import { Icon, type IconName } from './Icon';

interface BadgeProps {
  icon: IconName;
  tone: string | undefined;
  plain?: boolean;
  children: ReactNode;
}

/** Colour, icon and word, so that no reader needs all three. */
function Badge({ icon, tone, plain, children }: BadgeProps) {
  return (
    <span className={`${styles.badge} ${tone ?? ''} ${plain ? styles.plain : ''}`}>
      <Icon name={icon} size={14} />
      {children}
    </span>
  );
}

interface PlainBadgeProps {
  /** That of the tone when left out. */
  icon?: IconName;
  tone: AnswerTone;
  children: ReactNode;
}

/** A badge of a feature's own words, in one of the tones of answers. */
export function PlainBadge({ icon, tone, children }: PlainBadgeProps) {
  return (
    <Badge icon={icon ?? TONE_ICON[tone]} tone={styles[`tone_${tone}`]} plain>
      {children}
    </Badge>
  );
}

const CATEGORY_ICON: Record<StatusCategory, IconName> = {
  draft: 'dashed',
  planned: 'calendar',
  active: 'doing',
  done: 'check',
  cancelled: 'close',
};

export function StatusBadge({ status }: { status: { name: string; category: StatusCategory } }) {
  return (
    <Badge icon={CATEGORY_ICON[status.category]} tone={styles[status.category]}>
      {status.name}
    </Badge>
  );
}

const HEALTH_ICON: Record<HealthState, IconName> = {
  on_track: 'check',
  at_risk: 'alert',
  late: 'alert',
  done: 'check',
  cancelled: 'close',
  unplanned: 'dashed',
};

export function HealthBadge({ health }: { health: Health }) {
  const text = useText();
  const badge = (
    <Badge icon={HEALTH_ICON[health.state]} tone={styles[`health_${health.state}`]} plain>
      {text(`health.${health.state}`)}
    </Badge>
  );
  if (health.reasons.length === 0) return badge;
  return (
    <Tooltip label={health.reasons.join(' · ')}>
      <span>
        {badge}
        <span className="visually-hidden">: {health.reasons.join('; ')}</span>
      </span>
    </Tooltip>
  );
}

const TONE_ICON: Record<AnswerTone, IconName> = {
  good: 'check',
  warning: 'alert',
  bad: 'blocked',
  unknown: 'dashed',
  over: 'close',
};

/** Answers that say more than how good they are. */
const ANSWER_ICON: Record<string, IconName> = {
  done: 'check',
  late: 'alert',
  gate_due: 'gate',
  gate_overdue: 'alert',
  owner: 'people',
  no_owner: 'people',
};

export function AnswerBadge({ answer }: { answer: Pick<Answer, 'code' | 'tone'> }) {
  const text = useText();
  return (
    <Badge
      icon={ANSWER_ICON[answer.code] ?? TONE_ICON[answer.tone]}
      tone={styles[`tone_${answer.tone}`]}
      plain
    >
      {text(`answer.word.${answer.code}` as TextId)}
    </Badge>
  );
}

const STANDING_ICON: Record<Standing, IconName> = {
  ahead: 'circle',
  running: 'doing',
  overdue: 'alert',
  ended: 'check',
  passed: 'check',
  failed: 'blocked',
  done: 'check',
  cancelled: 'close',
};

/** How far something is. In the dense cells of a matrix the word is for who cannot see the icon. */
export function StandingBadge({ standing, dense }: { standing: Standing; dense?: boolean }) {
  const text = useText();
  return (
    <Badge icon={STANDING_ICON[standing]} tone={styles[`standing_${standing}`]} plain>
      <span className={dense ? 'visually-hidden' : undefined}>{text(`matrix.standing.${standing}`)}</span>
    </Badge>
  );
}

const GATE_ICON: Record<MilestoneState, IconName> = { pending: 'circle', passed: 'check', failed: 'blocked' };

export function GateBadge({ state }: { state: MilestoneState }) {
  const text = useText();
  return (
    <Badge icon={GATE_ICON[state]} tone={styles[`gate_${state}`]} plain>
      {text(`gate.${state}`)}
    </Badge>
  );
}

const RISK_ICON: Record<Risk, IconName> = { low: 'down', medium: 'circle', high: 'up', critical: 'alert' };

export function RiskBadge({ risk }: { risk: Risk | null }) {
  const text = useText();
  if (risk === null) return <span className="faint">{text('value.none')}</span>;
  return (
    <Badge icon={RISK_ICON[risk]} tone={styles[`risk_${risk}`]} plain>
      {text(`risk.${risk}`)}
    </Badge>
  );
}

const ACTIVITY_ICON: Record<ActivityStatus, IconName> = {
  todo: 'circle',
  doing: 'doing',
  blocked: 'blocked',
  done: 'check',
};
const ACTIVITY_TONE: Record<ActivityStatus, string | undefined> = {
  todo: styles.draft,
  doing: styles.active,
  blocked: styles.blocked,
  done: styles.done,
};

export function ActivityBadge({ status }: { status: ActivityStatus }) {
  const text = useText();
  return (
    <Badge icon={ACTIVITY_ICON[status]} tone={ACTIVITY_TONE[status]}>
      {text(`activity.${status}`)}
    </Badge>
  );
}

const RAID_ICON: Record<RaidStatus, IconName> = { open: 'circle', in_progress: 'doing', closed: 'check' };
const RAID_TONE: Record<RaidStatus, string | undefined> = {
  open: styles.planned,
  in_progress: styles.active,
  closed: styles.done,
};

export function RaidBadge({ status }: { status: RaidStatus }) {
  const text = useText();
  return (
    <Badge icon={RAID_ICON[status]} tone={RAID_TONE[status]}>
      {text(`raid.status.${status}`)}
    </Badge>
  );
}

const COMPARED_ICON: Record<ComparedChange, IconName> = {
  added: 'add',
  removed: 'close',
  moved: 'move',
  changed: 'edit',
};

export function ComparedBadge({ change }: { change: ComparedChange }) {
  const text = useText();
  const tone = {
    added: styles.tone_good,
    removed: styles.tone_bad,
    moved: styles.tone_warning,
    changed: undefined,
  };
  return (
    <Badge icon={COMPARED_ICON[change]} tone={tone[change]} plain>
      {text(`compare.change.${change}`)}
    </Badge>
  );
}

/** What a decision says. */
export function AllowedBadge({ allowed }: { allowed: boolean }) {
  const text = useText();
  return (
    <Badge icon={allowed ? 'check' : 'blocked'} tone={allowed ? styles.tone_good : styles.tone_bad} plain>
      {text(allowed ? 'decide.allowed' : 'decide.refused')}
    </Badge>
  );
}

const WINDOW_ICON: Record<WindowKind, IconName> = {
  freeze: 'pause',
  maintenance: 'doing',
  blockout: 'blocked',
};
const WINDOW_TONE: Record<WindowKind, string | undefined> = {
  freeze: styles.planned,
  maintenance: styles.done,
  blockout: styles.blocked,
};

export function WindowBadge({ kind }: { kind: WindowKind }) {
  const text = useText();
  return (
    <Badge icon={WINDOW_ICON[kind]} tone={WINDOW_TONE[kind]}>
      {text(`window.${kind}`)}
    </Badge>
  );
}

export function KindText({ kind }: { kind: ReleaseKind }) {
  const text = useText();
  return <>{text(`kind.${kind}`)}</>;
}

const STATE_ICON: Record<EnvironmentState, IconName> = {
  free: 'check',
  busy: 'doing',
  cleaning: 'doing',
  dirty: 'alert',
  down: 'blocked',
};

const STATE_TONE: Record<EnvironmentState, AnswerTone> = {
  free: 'good',
  busy: 'unknown',
  cleaning: 'unknown',
  dirty: 'warning',
  down: 'bad',
};

export function EnvironmentStateBadge({ state }: { state: EnvironmentState }) {
  const text = useText();
  return (
    <Badge icon={STATE_ICON[state]} tone={styles[`tone_${STATE_TONE[state]}`]} plain>
      {text(`environment.state.${state}`)}
    </Badge>
  );
}
