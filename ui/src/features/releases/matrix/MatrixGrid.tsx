import { useIntl } from 'react-intl';
import type { Matrix, MatrixCell, MatrixColumn, MatrixMember } from '../../../api/types';
import { HealthBadge, StandingBadge } from '../../../components/Badges';
import { type GridCell, GridTable } from '../../../components/GridTable';
import { Icon } from '../../../components/Icon';
import { RefLink } from '../../../components/RefLink';
import { useText } from '../../../i18n/text';
import { formatDay, formatShortDay } from '../../../time/format';
import styles from './MatrixGrid.module.css';
import { driftLevel, type ShownMatrix } from './shown';

const ROW = 36;
const COLUMN = 136;
const NAMES = 344;
const COLUMN_ICON = { phase: 'releases', gate: 'gate', milestone: 'circle', target: 'check' } as const;

interface MatrixGridProps {
  shown: ShownMatrix;
  matrix: Matrix;
}

/** Members by columns, under the train's own dates and what its members come to. */
export function MatrixGrid({ shown, matrix }: MatrixGridProps) {
  const text = useText();
  const { locale } = useIntl();
  const words: Words = { text, locale, year: matrix.today.slice(0, 4) };
  return (
    <GridTable
      caption={text('matrix.caption')}
      rows={shown.members}
      columns={shown.columns}
      rowKey={({ id }) => id}
      columnKey={({ index }) => String(index)}
      rowHeight={ROW}
      columnWidth={COLUMN}
      nameWidth={NAMES}
      corner={
        <>
          {text('matrix.member')}
          <span className={styles.drift}>{text('matrix.drift')}</span>
        </>
      }
      head={({ column }) => <ColumnHead column={column} />}
      summary={{
        name: (
          <>
            {text('matrix.train')}
            <Drift days={matrix.worst} />
          </>
        ),
        cell: ({ column }) => ownCell(column, words),
      }}
      name={(member) => <Name member={member} />}
      cell={(member, { index, column }) =>
        memberCell(
          member.cells.find((cell) => cell.column === index),
          column,
          words,
        )
      }
    />
  );
}

interface Words {
  text: ReturnType<typeof useText>;
  locale: string;
  /** Of the days that need not say it. */
  year: string;
}

function ColumnHead({ column }: { column: MatrixColumn }) {
  const text = useText();
  const name = column.kind === 'target' ? text('column.target') : column.name;
  return (
    <>
      <Icon name={COLUMN_ICON[column.kind]} size={12} />
      <span className={styles.column} title={name}>
        {name}
      </span>
    </>
  );
}

/** What the train itself plans, and what its members come to. */
function ownCell(column: MatrixColumn, { text, locale, year }: Words): GridCell {
  const { own, members, drifting, overdue, failed, over } = column;
  const sums = [
    drifting > 0 && text('matrix.drifting', { count: drifting }),
    failed > 0 && text('matrix.sum.failed', { count: failed }),
    overdue > 0 && text('matrix.sum.overdue', { count: overdue }),
    drifting + failed + overdue === 0 && over > 0 && text('matrix.sum.over', { count: over, members }),
  ].filter(Boolean);
  return {
    level: driftLevel(column.worst),
    title: own === null ? text('matrix.onlyMembers') : formatDay(own.end, locale),
    content: (
      <span className={styles.own}>
        {own === null ? (
          <span className="faint">{text('matrix.onlyMembers')}</span>
        ) : (
          <b>
            <StandingBadge standing={own.standing} dense />
            {formatShortDay(own.end, locale, year)}
          </b>
        )}
        <span className={styles.sums}>{sums.join(' · ')}</span>
      </span>
    ),
  };
}

function Name({ member }: { member: MatrixMember }) {
  return (
    <>
      <span className={styles.health}>
        <HealthBadge health={{ state: member.health, reasons: [] }} />
      </span>
      <RefLink kind="release" reference={member} className={styles.link} />
      <Drift days={member.drift} />
    </>
  );
}

function Drift({ days }: { days: number }) {
  const text = useText();
  return (
    <span className={styles.drift} data-level={driftLevel(days)} title={text('matrix.driftDays', { days })}>
      {days > 0 ? (
        text('matrix.plus', { days })
      ) : (
        <span className="visually-hidden">{text('matrix.driftDays', { days })}</span>
      )}
    </span>
  );
}

function memberCell(
  cell: MatrixCell | undefined,
  column: MatrixColumn,
  { text, locale, year }: Words,
): GridCell {
  if (cell === undefined) {
    return {
      content: (
        <>
          <span className="visually-hidden">{text('matrix.follows')}</span>
          {column.own && <span aria-hidden="true" className={styles.dash} />}
        </>
      ),
    };
  }
  const days = cell.days ?? 0;
  const told = [
    cell.start && cell.start !== cell.end
      ? `${formatDay(cell.start, locale)} – ${formatDay(cell.end, locale)}`
      : formatDay(cell.end, locale),
    text(`matrix.standing.${cell.standing}`),
    days < 0 ? text('matrix.ahead', { days: -days }) : text('matrix.driftDays', { days }),
  ];
  return {
    level: driftLevel(cell.drift),
    title: told.join('\n'),
    content: (
      <>
        <StandingBadge standing={cell.standing} dense />
        {formatShortDay(cell.end, locale, year)}
        {cell.drift > 0 && <strong>{text('matrix.plus', { days: cell.drift })}</strong>}
      </>
    ),
  };
}
