import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import type { TimeAndCost, UtilisationBy, UtilisationRow } from '../../api/types';
import type { DataColumn } from '../../components/DataTable';
import { PlainTable } from '../../components/PlainTable';
import { RefLink } from '../../components/RefLink';
import { useText } from '../../i18n/text';
import { formatDayOf, formatInstant } from '../../time/format';
import styles from './UtilisationTable.module.css';
import { hoursOf, lengthOfIdle, percentOf, rowKey } from './utilisation';

interface UtilisationTableProps {
  rows: UtilisationRow[];
  by: UtilisationBy;
  costs: (of: TimeAndCost) => ReactNode;
}

/** A line for each environment, team or purpose. */
export function UtilisationTable({ rows, by, costs }: UtilisationTableProps) {
  const text = useText();
  const { locale } = useIntl();
  const hours = (seconds: number) => hoursOf(seconds, locale);
  const columns: DataColumn<UtilisationRow>[] = [
    { id: 'name', header: text(`utilisation.by.${by}`), size: 'wide', cell: (row) => <Name row={row} /> },
    { id: 'share', header: text('utilisation.share'), cell: ({ share }) => <ShareBar share={share} /> },
    {
      id: 'booked',
      header: text('utilisation.booked'),
      size: 'end',
      leaves: 'notOnPhone',
      cell: ({ booked }) => hours(booked.seconds),
    },
    {
      id: 'active',
      header: text('utilisation.active'),
      size: 'end',
      leaves: 'later',
      cell: ({ active_seconds }) => hours(active_seconds),
    },
    {
      id: 'cost',
      header: text('utilisation.cost'),
      size: 'end',
      ...(by === 'environment' ? { leaves: 'notOnPhone' } : {}),
      cell: ({ booked }) => costs(booked),
    },
  ];
  if (by === 'environment') {
    columns.push(
      {
        id: 'idle',
        header: text('utilisation.idle'),
        size: 'end',
        leaves: 'last',
        cell: ({ idle }) => idle && hours(idle.seconds),
      },
      {
        id: 'idleCost',
        header: text('utilisation.idleCost'),
        size: 'end',
        leaves: 'later',
        cell: ({ idle }) => idle && costs(idle),
      },
      {
        id: 'longestIdle',
        header: text('utilisation.longestIdle'),
        cell: ({ longest_idle }) => longest_idle && <IdleSpan span={longest_idle} />,
      },
    );
  }
  return <PlainTable caption={text('utilisation.title')} rows={rows} rowKey={rowKey} columns={columns} />;
}

function Name({ row }: { row: UtilisationRow }) {
  const text = useText();
  if (row.environment)
    return (
      <>
        <RefLink kind="environment" reference={row.environment} />{' '}
        <span className="faint">{row.stage?.name}</span>
      </>
    );
  if (row.purpose) return text(`bookings.purpose.${row.purpose}`);
  if (row.hidden) return <span className="faint">{text('utilisation.hidden')}</span>;
  return row.team?.name ?? <span className="faint">{text('utilisation.noTeam')}</span>;
}

/** How much is booked, in thousandths; nothing at all also as a word. */
export function ShareBar({ share }: { share: number }) {
  const text = useText();
  const { locale } = useIntl();
  return (
    <span className={styles.share}>
      <span className={styles.bar} aria-hidden="true">
        <span className={styles.part} style={{ width: `${share / 10}%` }} />
      </span>
      {share === 0 ? <b>{text('utilisation.never')}</b> : percentOf(share, locale)}
    </span>
  );
}

function IdleSpan({ span }: { span: { start: string; end: string } }) {
  const text = useText();
  const { locale } = useIntl();
  const { unit, count } = lengthOfIdle(span);
  return (
    <span title={`${formatInstant(span.start, locale)} – ${formatInstant(span.end, locale)}`}>
      {unit === 'days'
        ? text('utilisation.days', { days: count, from: formatDayOf(span.start, locale) })
        : text('utilisation.hours', { hours: count, from: formatInstant(span.start, locale) })}
    </span>
  );
}
