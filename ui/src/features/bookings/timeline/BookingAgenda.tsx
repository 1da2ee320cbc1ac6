import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { BookingState } from '../../../api/types';
import { BookingStateBadge } from '../../../components/BookingStateBadge';
import styles from '../../../components/timeline/Agenda.module.css';
import { dayText } from '../../../components/timeline/words';
import { useText } from '../../../i18n/text';
import type { Day, Span } from '../../../timeline/core/days';
import type { Slot } from '../../../timeline/core/model';
import { type AgendaEntry, agendaOf } from './agenda';
import own from './BookingTimeline.module.css';
import type { Read } from './resources';
import { timesText } from './words';

interface BookingAgendaProps {
  read: Read;
  isWanted: ((slot: Slot) => boolean) | null;
  span: Span;
  today: Day;
  onOpen: (booking: string) => void;
}

/** For a screen too narrow for a timeline: what begins on each day. */
export function BookingAgenda({ read, isWanted, span, today, onOpen }: BookingAgendaProps) {
  const text = useText();
  const { locale } = useIntl();
  const { start, end } = span;
  const days = useMemo(() => agendaOf(read, isWanted, { start, end }), [read, isWanted, start, end]);
  if (days.length === 0) return <p className={styles.none}>{text('bookings.agenda.none')}</p>;
  return (
    <ol className={styles.agenda} aria-label={text('bookings.agenda')}>
      {days.map(({ day, entries }) => (
        <li key={day}>
          <h2 className={styles.week} data-now={day === Math.floor(today) || undefined}>
            {dayText(day, locale)}
            {day === Math.floor(today) && <span className={styles.now}>{text('timeline.today')}</span>}
          </h2>
          <ul className={styles.entries}>
            {entries.map((entry) => (
              <li key={entry.slot.id} className={styles.entry}>
                <Entry entry={entry} onOpen={onOpen} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function Entry({ entry, onOpen }: { entry: AgendaEntry; onOpen: (booking: string) => void }) {
  const text = useText();
  const { locale } = useIntl();
  const { booking, slot, places } = entry;
  const { id, title } = booking;
  return (
    <span className={styles.what}>
      {id === null ? (
        <span>{text('bookings.slot.hidden')}</span>
      ) : (
        <button type="button" className={own.open} onClick={() => onOpen(id)}>
          {title}
        </button>
      )}
      <span className={styles.when}>{timesText(slot.span, locale)}</span>
      <span className={styles.where}>
        {places.map(({ name }) => name).join(', ')}
        <BookingStateBadge state={booking.state as BookingState} />
      </span>
    </span>
  );
}
