import { useQuery } from '@tanstack/react-query';
import type { WindowItem } from '../../api/types';
import { windowReleases } from '../../api/windows';
import { RefLink } from '../../components/RefLink';
import { DueText } from '../../components/Time';
import { useText } from '../../i18n/text';
import { addDays, today } from '../../time/day';
import styles from './WindowPanel.module.css';

const YEAR = 366;
const SHOWN = 8;

/** The releases that are due while it lasts, over the next year. */
export function HeldReleases({ window }: { window: WindowItem }) {
  const text = useText();
  const from = today('UTC');
  const found = useQuery(windowReleases(window.id, from, addDays(from, YEAR)));
  const items = found.data?.items ?? [];
  if (found.data === undefined) return null;
  return (
    <section aria-label={text('windows.held')}>
      <p className={styles.label}>{text('windows.held')}</p>
      {items.length === 0 ? (
        <p className="faint">{text('windows.held.none')}</p>
      ) : (
        <ul className={styles.held}>
          {items.slice(0, SHOWN).map(({ release, target }) => (
            <li key={release.id}>
              <RefLink kind="release" reference={release} /> · <DueText due={target} />
            </li>
          ))}
        </ul>
      )}
      {items.length > SHOWN && (
        <p className="faint">{text('answer.more', { count: items.length - SHOWN })}</p>
      )}
    </section>
  );
}
