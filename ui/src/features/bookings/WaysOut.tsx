import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { bookingProposalsQuery, takeProposal } from '../../api/bookings';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import type { Booking, BookingProposal } from '../../api/types';
import { ProblemAlert } from '../../components/ProblemAlert';
import { useText } from '../../i18n/text';
import { formatInstant } from '../../time/format';
import styles from './Bookings.module.css';

/** What can be done about what stands against it, the cheapest first. */
export function WaysOut({ booking }: { booking: Booking }) {
  const text = useText();
  const ways = useQuery(bookingProposalsQuery(booking.id));
  const taking = useChange({
    change: (way: BookingProposal, key) => takeProposal(booking, way, key),
    refresh: [keys.all('bookings')],
  });
  if (!ways.data || ways.data.length === 0) return null;
  return (
    <section className={styles.ways} aria-label={text('bookings.ways')}>
      <h3>{text('bookings.ways')}</h3>
      {taking.problem && <ProblemAlert problem={taking.problem} />}
      <ul>
        {ways.data.map((way) => (
          <li key={`${way.kind} ${way.environment.id} ${way.start}`}>
            <WayWords way={way} />
            <Button
              size="compact-sm"
              variant="default"
              loading={taking.isPending}
              onClick={() => taking.submit(way)}
            >
              {text('bookings.take')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function WayWords({ way }: { way: BookingProposal }) {
  const text = useText();
  const { locale } = useIntl();
  return (
    <span>
      <strong>{text(`bookings.way.${way.kind}`)}</strong> {way.environment.name},{' '}
      {formatInstant(way.start, locale)} – {formatInstant(way.end, locale)}
      {way.leaves_limits && <span className="faint"> · {text('bookings.leaves')}</span>}
      {way.sharing.length > 0 && (
        <span className="faint">
          {' '}
          · {text('bookings.sharing', { names: way.sharing.map(({ called }) => called).join(', ') })}
        </span>
      )}
    </span>
  );
}
