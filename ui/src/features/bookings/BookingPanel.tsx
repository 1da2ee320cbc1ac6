import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { advanceBooking, bookingProposalsQuery, bookingQuery, takeProposal } from '../../api/bookings';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import type { Booking, BookingProposal, BookingState, BookingVerb } from '../../api/types';
import { BookingStateBadge } from '../../components/BookingStateBadge';
import { Fact, FactList } from '../../components/FactList';
import { PageState } from '../../components/PageState';
import { ProblemAlert } from '../../components/ProblemAlert';
import { ReasonedButton } from '../../components/ReasonedButton';
import { RefLink } from '../../components/RefLink';
import { SidePanel } from '../../components/SidePanel';
import { useText } from '../../i18n/text';
import { formatInstant } from '../../time/format';
import styles from './Bookings.module.css';
import { WhenText } from './WhenText';

/** What can be asked for in each state; whether it is allowed the server says. */
const VERBS: Record<BookingState, BookingVerb[]> = {
  requested: ['approve', 'wait', 'reject', 'cancel'],
  waiting: ['approve', 'reject', 'cancel'],
  approved: ['activate', 'return', 'cancel'],
  active: ['return'],
  returned: [],
  rejected: [],
  cancelled: [],
};
const REASONED: BookingVerb[] = ['reject', 'cancel'];

export function BookingPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const text = useText();
  const query = useQuery(bookingQuery(id));
  return (
    <SidePanel title={query.data?.title ?? text('bookings.one')} onClose={onClose}>
      <PageState query={query}>{(booking) => <Detail booking={booking} />}</PageState>
    </SidePanel>
  );
}

function Detail({ booking }: { booking: Booking }) {
  const text = useText();
  const [reason, setReason] = useState('');
  const change = useChange({
    change: (verb: BookingVerb, key) => advanceBooking(booking, verb, reason.trim(), key),
    refresh: [keys.all('bookings')],
    onDone: () => setReason(''),
  });
  const verbs = VERBS[booking.state];
  return (
    <div className={styles.detail}>
      <FactList description={booking.description}>
        <Fact name={text('column.state')}>
          <BookingStateBadge state={booking.state} />
        </Fact>
        <Fact name={text('bookings.place')}>
          <ul>
            {booking.place.environments.map((environment) => (
              <li key={environment.id}>
                <RefLink kind="environment" reference={environment} />
              </li>
            ))}
            {booking.place.group && <li>{booking.place.group.name}</li>}
          </ul>
        </Fact>
        <Fact name={text('bookings.when')}>
          <WhenText booking={booking} />
        </Fact>
        <Fact name={text('environments.use')}>{text(`bookings.usage.${booking.usage}`)}</Fact>
        <Fact name={text('bookings.purpose')}>{text(`bookings.purpose.${booking.purpose}`)}</Fact>
        <Fact name={text('bookings.priority')}>{booking.priority}</Fact>
        <Fact name={text('column.release')}>
          {booking.release && <RefLink kind="release" reference={booking.release} />}
        </Fact>
        <Fact name={text('bookings.by')}>{booking.team?.name ?? booking.requested_by?.name}</Fact>
        {booking.state_reason && <Fact name={text('field.reason')}>{booking.state_reason}</Fact>}
      </FactList>
      {change.problem && <ProblemAlert problem={change.problem} />}
      {verbs.some((verb) => REASONED.includes(verb)) && (
        <TextInput
          label={text('field.reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      <div className={styles.verbs}>
        {verbs.map((verb) => (
          <ReasonedButton
            key={verb}
            variant={verb === 'approve' ? 'filled' : 'default'}
            loading={change.isPending}
            blockedBy={REASONED.includes(verb) && reason.trim() === '' ? text('changes.sayWhy') : null}
            onClick={() => change.submit(verb)}
          >
            {text(`bookings.verb.${verb}`)}
          </ReasonedButton>
        ))}
      </div>
      {['requested', 'waiting'].includes(booking.state) && <WaysOut booking={booking} />}
    </div>
  );
}

/** What can be done about what stands against it, the cheapest first. */
function WaysOut({ booking }: { booking: Booking }) {
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
