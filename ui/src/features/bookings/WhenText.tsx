import { useIntl } from 'react-intl';
import type { Booking } from '../../api/types';
import { formatLocalSpan } from '../../time/local';

/** From when to when, by the clock that the booking goes by. */
export function WhenText({ booking }: { booking: Pick<Booking, 'start_local' | 'end_local' | 'zone'> }) {
  const { locale } = useIntl();
  return (
    <>
      {formatLocalSpan(booking.start_local, booking.end_local, locale)}{' '}
      <span className="faint">{booking.zone}</span>
    </>
  );
}
