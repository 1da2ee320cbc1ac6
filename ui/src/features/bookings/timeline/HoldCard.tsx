import { useIntl } from 'react-intl';
import type { Problem } from '../../../api/problem';
import type { BookingPreview } from '../../../api/types';
import { useText } from '../../../i18n/text';
import { withOwnTimes } from '../../../time/format';
import styles from './BookingTimeline.module.css';

/** So much is told beside the pointer; all of it once the form is open. */
const FEW = 3;

interface HoldCardProps {
  preview: BookingPreview | undefined;
  /** Why it could not be said. */
  problem: Problem | null;
  /** Something that is booked goes elsewhere. */
  isMove: boolean;
}

/** While one draws or drags: whether the environment can be had then, and what stands against it. */
export function HoldCard({ preview, problem, isMove }: HoldCardProps) {
  const text = useText();
  const { locale } = useIntl();
  if (problem) return <p className={styles.stands}>{problem.message}</p>;
  if (!preview) return <p className="faint">{text('bookings.draw.asking')}</p>;
  if (preview.passes) return <p>{text(isMove ? 'bookings.drag.passes' : 'bookings.draw.passes')}</p>;
  const reasons = new Set(preview.bookings.flatMap(({ reasons }) => reasons.map(({ detail }) => detail)));
  return (
    <>
      <p className={styles.stands}>{text('bookings.stands')}</p>
      {[...reasons].slice(0, FEW).map((reason) => (
        <p key={reason} className="faint">
          {withOwnTimes(reason, locale)}
        </p>
      ))}
    </>
  );
}
