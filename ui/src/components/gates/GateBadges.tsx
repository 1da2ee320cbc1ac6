import type {
  AnswerTone,
  ApprovalVerdict,
  Compliance,
  CriterionOutcome,
  RequestOutcome,
  WaiverState,
} from '../../api/types';
import { useText } from '../../i18n/text';
import { PlainBadge, StatusBadge } from '../Badges';
import type { IconName } from '../Icon';

const COMPLIANCE_TONE: Record<Compliance, AnswerTone> = {
  compliant: 'good',
  compliant_with_exception: 'warning',
  not_compliant: 'bad',
};

export function ComplianceBadge({ compliance }: { compliance: Compliance }) {
  const text = useText();
  return <PlainBadge tone={COMPLIANCE_TONE[compliance]}>{text(`compliance.${compliance}`)}</PlainBadge>;
}

const OUTCOME_TONE: Record<CriterionOutcome, AnswerTone> = { holds: 'good', waived: 'warning', lacks: 'bad' };
const OUTCOME_ICON: Record<CriterionOutcome, IconName> = { holds: 'check', waived: 'alert', lacks: 'circle' };

export function CriterionBadge({ outcome }: { outcome: CriterionOutcome }) {
  const text = useText();
  return (
    <PlainBadge tone={OUTCOME_TONE[outcome]} icon={OUTCOME_ICON[outcome]}>
      {text(`criteria.outcome.${outcome}`)}
    </PlainBadge>
  );
}

const VERDICT_TONE: Record<ApprovalVerdict, AnswerTone> = {
  approve: 'good',
  reject: 'bad',
  return: 'warning',
};

export function VerdictBadge({ verdict }: { verdict: ApprovalVerdict }) {
  const text = useText();
  return <PlainBadge tone={VERDICT_TONE[verdict]}>{text(`approvals.said.${verdict}`)}</PlainBadge>;
}

const REQUEST_CATEGORY = {
  approved: 'done',
  rejected: 'cancelled',
  returned: 'cancelled',
  withdrawn: 'cancelled',
  void: 'cancelled',
  expired: 'cancelled',
} as const satisfies Record<RequestOutcome, string>;

/** How a request ended, or that it waits. */
export function RequestBadge({ outcome }: { outcome: RequestOutcome | null }) {
  const text = useText();
  const category = outcome === null ? 'active' : REQUEST_CATEGORY[outcome];
  return <StatusBadge status={{ name: text(`approvals.state.${outcome ?? 'waiting'}`), category }} />;
}

const WAIVER_CATEGORY = {
  requested: 'active',
  approved: 'done',
  rejected: 'cancelled',
  revoked: 'cancelled',
} as const satisfies Record<WaiverState, string>;

export function WaiverBadge({ state }: { state: WaiverState }) {
  const text = useText();
  return <StatusBadge status={{ name: text(`waivers.state.${state}`), category: WAIVER_CATEGORY[state] }} />;
}
