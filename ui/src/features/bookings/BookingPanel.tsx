import { useQuery } from '@tanstack/react-query';
import { bookingOverlapsQuery, bookingQuery } from '../../api/bookings';
import type { BookingDetail, BookingOverlap } from '../../api/types';
import { BookingStateBadge } from '../../components/BookingStateBadge';
import { Fact, FactList } from '../../components/FactList';
import { PageState } from '../../components/PageState';
import { RefLink } from '../../components/RefLink';
import { SidePanel } from '../../components/SidePanel';
import { TimeText } from '../../components/Time';
import { useText } from '../../i18n/text';
import styles from './Bookings.module.css';
import { Against } from './PreviewCard';
import { StepsSection } from './StepsSection';
import type { Wanted } from './timeline/asked';
import { WaysOut } from './WaysOut';
import { WhenText } from './WhenText';

interface BookingPanelProps {
  id: string;
  /** When it is wanted instead, to be looked at before it is moved. */
  wanted: Wanted | null;
  /** Something was done with it. */
  onDone: () => void;
  onClose: () => void;
}

export function BookingPanel({ id, wanted, onDone, onClose }: BookingPanelProps) {
  const text = useText();
  const query = useQuery(bookingQuery(id));
  return (
    <SidePanel title={query.data?.title ?? text('bookings.one')} onClose={onClose}>
      <PageState query={query}>
        {(booking) => (
          <div className={styles.detail}>
            <BookingFacts booking={booking} />
            <Against reasons={booking.reasons} />
            <StepsSection booking={booking} wanted={wanted} onDone={onDone} />
            {['requested', 'waiting'].includes(booking.state) && <WaysOut booking={booking} />}
            <Overlaps booking={booking} />
          </div>
        )}
      </PageState>
    </SidePanel>
  );
}

function BookingFacts({ booking }: { booking: BookingDetail }) {
  const text = useText();
  const { place } = booking;
  return (
    <FactList description={booking.description}>
      <Fact name={text('column.state')}>
        <BookingStateBadge state={booking.state} />
      </Fact>
      <Fact name={text('bookings.place')}>
        <ul>
          {place.environments.map((environment) => (
            <li key={environment.id}>
              <RefLink kind="environment" reference={environment} />
            </li>
          ))}
          {place.group && <li>{text('bookings.some', { count: place.count, group: place.group.name })}</li>}
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
  );
}

/** The clashes that somebody answers for: who, and why. */
function Overlaps({ booking }: { booking: BookingDetail }) {
  const text = useText();
  const overlaps = useQuery(bookingOverlapsQuery(booking.id)).data ?? [];
  if (overlaps.length === 0) return null;
  const others = ({ bookings, count }: BookingOverlap) => {
    const known = bookings.filter(({ id }) => id !== booking.id).map(({ title }) => title);
    const hidden = count - 1 - known.length;
    return [...known, ...(hidden > 0 ? [text('bookings.hidden', { count: hidden })] : [])].join(', ');
  };
  return (
    <section className={styles.ways} aria-label={text('bookings.overlaps')}>
      <h3>{text('bookings.overlaps')}</h3>
      <ul>
        {overlaps.map((overlap) => (
          <li key={overlap.id} className={styles.overlap}>
            <span>
              {text('bookings.overlap', { others: others(overlap), where: overlap.environment?.name ?? '–' })}
            </span>
            <q>{overlap.reason}</q>
            <span className="faint">
              {overlap.by?.name} · <TimeText at={overlap.at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
