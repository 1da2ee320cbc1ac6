import type { PolicyEnforcement, PolicyStatus } from '../../api/types';
import { PlainBadge, StatusBadge } from '../../components/Badges';
import type { IconName } from '../../components/Icon';
import { useText } from '../../i18n/text';

const ENFORCEMENT: Record<PolicyEnforcement, { icon: IconName; tone: 'bad' | 'warning' | 'unknown' }> = {
  deny: { icon: 'blocked', tone: 'bad' },
  warn: { icon: 'alert', tone: 'warning' },
  audit: { icon: 'views', tone: 'unknown' },
};

export const ENFORCEMENTS: PolicyEnforcement[] = ['deny', 'warn', 'audit'];

export function EnforcementBadge({ enforcement }: { enforcement: PolicyEnforcement }) {
  const text = useText();
  const { icon, tone } = ENFORCEMENT[enforcement];
  return (
    <PlainBadge icon={icon} tone={tone}>
      {text(`policies.enforcement.${enforcement}`)}
    </PlainBadge>
  );
}

const CATEGORY = { draft: 'draft', in_force: 'done', retired: 'cancelled' } as const;

export function PolicyStatusBadge({ status }: { status: PolicyStatus }) {
  const text = useText();
  return <StatusBadge status={{ name: text(`policies.status.${status}`), category: CATEGORY[status] }} />;
}
