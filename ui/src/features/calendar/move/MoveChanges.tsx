import { Button } from '@mantine/core';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { MovedItem, PlanMoved } from '../../../api/types';
import { useText } from '../../../i18n/text';
import styles from './Move.module.css';
import { daysText } from './words';

/** So many releases, and items of one, are shown at first. */
const FEW_RELEASES = 6;
const FEW_ITEMS = 5;

/** Everything that moves, release by release, with its days before and after. */
export function MoveChanges({ changes }: { changes: readonly PlanMoved[] }) {
  const text = useText();
  const [isAll, setAll] = useState(false);
  const shown = isAll ? changes : changes.slice(0, FEW_RELEASES);
  return (
    <section className={styles.section} aria-label={text('move.changes')}>
      <h3>{text('move.changes')}</h3>
      {changes.length === 0 && <p className="faint">{text('move.nothing')}</p>}
      <ul className={styles.changes}>
        {shown.map((moved) => (
          <li key={moved.release.id}>
            <OneRelease moved={moved} />
          </li>
        ))}
      </ul>
      <More count={changes.length - shown.length} onClick={() => setAll(true)} />
    </section>
  );
}

function OneRelease({ moved }: { moved: PlanMoved }) {
  const text = useText();
  const [isAll, setAll] = useState(false);
  const { release, items, because } = moved;
  const shown = isAll ? items : items.slice(0, FEW_ITEMS);
  return (
    <>
      <p className={styles.release}>
        {release.name}
        <span className={styles.why}>
          {release.key}
          {because !== 'moved' && ` · ${text(`move.because.${because}`)}`}
        </span>
      </p>
      <ul>
        {shown.map((item) => (
          <Item key={item.id} item={item} />
        ))}
      </ul>
      <More count={items.length - shown.length} onClick={() => setAll(true)} />
    </>
  );
}

function Item({ item }: { item: MovedItem }) {
  const text = useText();
  const { locale } = useIntl();
  const { name, days, before, after } = item;
  return (
    <li className={styles.item}>
      <span className={styles.name}>{item.kind === 'release' ? text('move.release') : name}</span>
      <span className={styles.by}>
        {text('move.days', { days: Math.abs(days), way: days < 0 ? 'earlier' : 'later' })}
      </span>
      <span className={styles.days}>
        <del>{daysText(before, locale)}</del>
        <span className="visually-hidden"> {text('change.to')} </span>
        <span aria-hidden="true"> → </span>
        <ins>{daysText(after, locale)}</ins>
      </span>
    </li>
  );
}

export function More({ count, onClick }: { count: number; onClick: () => void }) {
  const text = useText();
  if (count <= 0) return null;
  return (
    <div>
      <Button variant="subtle" size="compact-sm" onClick={onClick}>
        {text('calendar.more', { count })}
      </Button>
    </div>
  );
}
