import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { PlanAnswer } from '../../../api/types';
import { useText } from '../../../i18n/text';
import { ownZone } from '../../../time/format';
import { formatLocalSpan, localOf } from '../../../time/local';
import styles from './Move.module.css';
import { More } from './MoveChanges';

type Moved = NonNullable<PlanAnswer['bookings']>[number];

/** So many bookings are shown at first. */
const FEW = 5;

/** The bookings that move along with their phases; what stands against them is among the conflicts. */
export function MoveBookings({ bookings }: { bookings: readonly Moved[] | undefined }) {
  const text = useText();
  const [isAll, setAll] = useState(false);
  if (!bookings || bookings.length === 0) return null;
  const shown = isAll ? bookings : bookings.slice(0, FEW);
  return (
    <section className={styles.section} aria-label={text('move.bookings')}>
      <h3>{text('move.bookings')}</h3>
      <ul className={styles.changes}>
        {shown.map((booking) => (
          <li key={`${booking.id} ${booking.called} ${booking.start}`}>
            <OneBooking booking={booking} />
          </li>
        ))}
      </ul>
      <More count={bookings.length - shown.length} onClick={() => setAll(true)} />
    </section>
  );
}

function OneBooking({ booking }: { booking: Moved }) {
  const text = useText();
  const { locale } = useIntl();
  const zone = ownZone();
  const span = (start: string, end: string) =>
    formatLocalSpan(localOf(start, zone), localOf(end, zone), locale);
  return (
    <>
      <p className={styles.release}>{booking.id ? booking.called : text('move.bookings.hidden')}</p>
      <p className={styles.item}>
        <span className={styles.days}>
          <del>{span(booking.start, booking.end)}</del>
          <span className="visually-hidden"> {text('change.to')} </span>
          <span aria-hidden="true"> → </span>
          <ins>{span(booking.new_start, booking.new_end)}</ins>
        </span>
      </p>
    </>
  );
}
