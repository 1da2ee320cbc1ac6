import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useIntl } from 'react-intl';
import { openBookingsQuery } from '../../api/bookings';
import type { Booking, Environment } from '../../api/types';
import { BookingStateBadge } from '../../components/BookingStateBadge';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { ReasonedButton } from '../../components/ReasonedButton';
import { TimeText, useNow } from '../../components/Time';
import { useText } from '../../i18n/text';
import { today } from '../../time/day';
import { ownZone } from '../../time/format';
import { formatLocalSpan } from '../../time/local';
import styles from './Bookings.module.css';

const holds = ({ state }: Booking) => state === 'approved' || state === 'active';

/** Who has it now, who comes next, and who waits for it. */
export function BookingsSection({ environment }: { environment: Environment }) {
  const text = useText();
  const now = useNow();
  const query = useQuery(openBookingsQuery(environment.id, today(ownZone())));
  const hasBegun = ({ start }: Booking) => Date.parse(start) <= now;
  const isOver = ({ end }: Booking) => Date.parse(end) <= now;
  return (
    <PageState query={query}>
      {(all) => {
        const ahead = all.filter((booking) => booking.state === 'active' || !isOver(booking));
        const held = ahead.filter(holds);
        return (
          <Section title={text('nav.bookings')} actions={<BookButton environment={environment} />}>
            <Current bookings={held.filter(hasBegun)} />
            <BookingTable
              caption={text('bookings.next')}
              bookings={held.filter((booking) => !hasBegun(booking))}
            />
            <BookingTable
              caption={text('bookings.waiting')}
              bookings={ahead.filter((booking) => !holds(booking))}
            />
          </Section>
        );
      }}
    </PageState>
  );
}

function BookButton({ environment }: { environment: Environment }) {
  const text = useText();
  if (environment.archived_at !== null)
    return <ReasonedButton blockedBy={text('archive.why')}>{text('bookings.book')}</ReasonedButton>;
  return (
    <Button
      variant="default"
      renderRoot={(props) => <Link {...props} to="/bookings" search={{ panel: `new:${environment.key}` }} />}
    >
      {text('bookings.book')}
    </Button>
  );
}

function Current({ bookings }: { bookings: Booking[] }) {
  const text = useText();
  if (bookings.length === 0) return <p className={styles.nobody}>{text('bookings.now.nobody')}</p>;
  return (
    <dl className={styles.now}>
      <dt>{text('bookings.now')}</dt>
      {bookings.map((booking) => (
        <dd key={booking.id}>
          <OpenLink booking={booking} />, <Whose booking={booking} />{' '}
          <span className="faint">
            {text('bookings.until')} <TimeText at={booking.end} />
          </span>
        </dd>
      ))}
    </dl>
  );
}

function BookingTable({ caption, bookings }: { caption: string; bookings: Booking[] }) {
  const text = useText();
  const { locale } = useIntl();
  if (bookings.length === 0) return null;
  return (
    <>
      <h3 className={styles.part}>{caption}</h3>
      <PlainTable
        caption={caption}
        rows={bookings}
        rowKey={({ id }) => id}
        columns={[
          {
            id: 'title',
            header: text('column.title'),
            size: 'wide',
            cell: (booking) => <OpenLink booking={booking} />,
          },
          {
            id: 'state',
            header: text('column.state'),
            cell: ({ state }) => <BookingStateBadge state={state} />,
          },
          {
            id: 'when',
            header: text('bookings.when'),
            cell: ({ start_local, end_local, zone }) => (
              <>
                {formatLocalSpan(start_local, end_local, locale)} <span className="faint">{zone}</span>
              </>
            ),
          },
          {
            id: 'by',
            header: text('bookings.by'),
            leaves: 'notOnPhone',
            cell: (booking) => <Whose booking={booking} />,
          },
          {
            id: 'priority',
            header: text('bookings.priority'),
            size: 'end',
            leaves: 'notOnPhone',
            cell: ({ priority }) => priority,
          },
        ]}
      />
    </>
  );
}

function OpenLink({ booking }: { booking: Booking }) {
  return (
    <Link to="/bookings" search={{ panel: `booking:${booking.id}` }}>
      {booking.title}
    </Link>
  );
}

function Whose({ booking }: { booking: Booking }) {
  const text = useText();
  return (
    booking.team?.name ?? booking.requested_by?.name ?? <span className="faint">{text('value.none')}</span>
  );
}
