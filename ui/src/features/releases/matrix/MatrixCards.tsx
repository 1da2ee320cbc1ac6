import { useIntl } from 'react-intl';
import type { Matrix, MatrixMember } from '../../../api/types';
import { HealthBadge, StandingBadge } from '../../../components/Badges';
import { RefLink } from '../../../components/RefLink';
import { useText } from '../../../i18n/text';
import { formatShortDay } from '../../../time/format';
import styles from './MatrixCards.module.css';
import { driftLevel, type ShownMatrix } from './shown';

/** For a screen too narrow for columns: each member with its target and with whatever of it drifts. */
export function MatrixCards({ shown, matrix }: { shown: ShownMatrix; matrix: Matrix }) {
  const text = useText();
  return (
    <ul className={styles.cards} aria-label={text('matrix.caption')}>
      {shown.members.map((member) => (
        <li key={member.id}>
          <Card member={member} shown={shown} matrix={matrix} />
        </li>
      ))}
    </ul>
  );
}

function Card({ member, shown, matrix }: { member: MatrixMember; shown: ShownMatrix; matrix: Matrix }) {
  const text = useText();
  const { locale } = useIntl();
  const year = matrix.today.slice(0, 4);
  const told = shown.columns.flatMap(({ index, column }) => {
    const cell = member.cells.find((one) => one.column === index);
    return cell && (cell.drift > 0 || column.kind === 'target') ? [{ column, cell }] : [];
  });
  return (
    <>
      <p className={styles.name}>
        <RefLink kind="release" reference={member} />
        {member.drift > 0 && (
          <strong data-level={driftLevel(member.drift)}>{text('matrix.plus', { days: member.drift })}</strong>
        )}
      </p>
      <HealthBadge health={{ state: member.health, reasons: [] }} />
      <ul className={styles.things}>
        {told.map(({ column, cell }) => (
          <li key={cell.column} data-level={driftLevel(cell.drift)}>
            <span>{column.kind === 'target' ? text('column.target') : column.name}</span>
            <StandingBadge standing={cell.standing} />
            <span>
              {formatShortDay(cell.end, locale, year)}
              {cell.drift > 0 && ` ${text('matrix.plus', { days: cell.drift })}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
