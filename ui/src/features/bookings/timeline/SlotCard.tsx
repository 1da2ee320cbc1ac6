import { useIntl } from 'react-intl';
import type { BookingState, TimelineBooking } from '../../../api/types';
import { BookingStateBadge } from '../../../components/BookingStateBadge';
import { useText } from '../../../i18n/text';
import type { Resource, Slot } from '../../../timeline/core/model';
import { SlotSwatch } from '../../../timeline/view/SlotBars';
import styles from './BookingTimeline.module.css';
import { timesText } from './words';

interface SlotCardProps {
  resource: Resource;
  slot: Slot | null;
  booking: TimelineBooking | undefined;
}

/** A booking in a few lines, or a blocked time; without either, the environment whose row it is. */
export function SlotCard({ resource, slot, booking }: SlotCardProps) {
  const text = useText();
  const { locale } = useIntl();
  if (!slot)
    return (
      <div className={styles.card}>
        <p className={styles.title}>{resource.name}</p>
        <p className="faint">{text('bookings.row.how')}</p>
      </div>
    );
  const when = timesText(slot.span, locale);
  if (!booking)
    return (
      <div className={styles.card}>
        <p className={styles.title}>{slot.name}</p>
        <p className={styles.state}>
          <SlotSwatch state="blocked" /> {text('bookings.state.blocked')}
        </p>
        <p>{when}</p>
      </div>
    );
  const { title, release, purpose, requested_by } = booking;
  return (
    <div className={styles.card}>
      <p className={styles.title}>{title ?? text('bookings.slot.hidden')}</p>
      <p className={styles.state}>
        <BookingStateBadge state={booking.state as BookingState} />
        <span>{text(`bookings.usage.${booking.usage}`)}</span>
      </p>
      <p>{when}</p>
      <p className="faint">
        {[release?.name, purpose && text(`bookings.purpose.${purpose}`), requested_by?.name]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </div>
  );
}
