import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useIntl } from 'react-intl';
import type { PlannedMove } from '../../api/types';
import { PlainTable } from '../../components/PlainTable';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';
import { formatLocalSpan, localOf } from '../../time/local';
import styles from './Bookings.module.css';
import { inDays, movedBy } from './planned';

/** Where and when each booking is now, and would be. */
export function PlannedMoves({ moves, onKeep }: { moves: PlannedMove[]; onKeep: (booking: string) => void }) {
  const text = useText();
  const { locale } = useIntl();
  return (
    <PlainTable
      caption={text('bookingPlan.what')}
      rows={moves}
      rowKey={({ booking }) => booking.id}
      columns={[
        {
          id: 'booking',
          header: text('bookings.one'),
          cell: ({ booking }) => (
            <Link to="/bookings" search={{ panel: `booking:${booking.id}` }}>
              {booking.title}
            </Link>
          ),
        },
        {
          id: 'when',
          header: text('bookings.when'),
          size: 'wide',
          cell: (move) => <NowAndThen move={move} />,
        },
        { id: 'by', header: text('bookingPlan.by'), cell: (move) => <By move={move} /> },
        {
          id: 'priority',
          header: text('bookings.priority'),
          leaves: 'notOnPhone',
          cell: ({ booking }) => booking.priority,
        },
        {
          id: 'cost',
          header: text('bookingPlan.cost'),
          size: 'end',
          leaves: 'notOnPhone',
          cell: ({ cost }) => inDays(cost, locale),
        },
        {
          id: 'keep',
          header: text('column.actions'),
          cell: ({ booking }) => (
            <Button
              variant="default"
              size="compact-sm"
              aria-label={text('bookingPlan.keepOne', { title: booking.title })}
              onClick={() => onKeep(booking.id)}
            >
              {text('bookingPlan.keep')}
            </Button>
          ),
        },
      ]}
    />
  );
}

function NowAndThen({ move }: { move: PlannedMove }) {
  const text = useText();
  const { locale } = useIntl();
  const zone = ownZone();
  const span = (start: string, end: string) =>
    formatLocalSpan(localOf(start, zone), localOf(end, zone), locale);
  const isElsewhere = move.from_environment?.id !== move.environment?.id;
  const place = (environment: PlannedMove['environment']) => environment?.name ?? text('bookings.unseen');
  return (
    <span className={styles.change}>
      <del>
        {span(move.from_start, move.from_end)}, {place(move.from_environment)}
      </del>
      <span className="visually-hidden"> {text('change.to')} </span>
      <ins>
        {span(move.start, move.end)},{' '}
        {isElsewhere ? <b>{place(move.environment)}</b> : place(move.environment)}
      </ins>
    </span>
  );
}

function By({ move }: { move: PlannedMove }) {
  const text = useText();
  const { count, unit } = movedBy(move);
  if (count === 0) return text('bookingPlan.elsewhere');
  return text(`bookingPlan.by.${unit}`, {
    count: Math.abs(count),
    way: count < 0 ? 'earlier' : 'later',
  });
}
