import { useIntl } from 'react-intl';
import type { ProblemReason } from '../api/types';
import { useText } from '../i18n/text';
import { withOwnTimes } from '../time/format';
import { TimeText } from './Time';

/** Why not, who can help, and when it clears by itself: each reason as the server says it. */
export function ReasonList({ reasons, className }: { reasons: ProblemReason[]; className?: string }) {
  if (reasons.length === 0) return null;
  return (
    <ul className={className}>
      {reasons.map((reason) => (
        <ReasonText key={`${reason.code} ${reason.detail}`} reason={reason} />
      ))}
    </ul>
  );
}

/** The same in one line, for a button that cannot be pressed; nothing when there is no reason. */
export function reasonLine(reasons: readonly ProblemReason[]): string | null {
  return reasons.length === 0 ? null : reasons.map(({ detail }) => detail).join(' · ');
}

function ReasonText({ reason }: { reason: ProblemReason }) {
  const text = useText();
  const { locale } = useIntl();
  return (
    <li>
      {withOwnTimes(reason.detail, locale)}
      {reason.who && <span className="faint"> · {text('problem.who', { who: reason.who })}</span>}
      {reason.until && (
        <>
          {' '}
          {text('problem.until')} <TimeText at={reason.until} />
        </>
      )}
    </li>
  );
}
