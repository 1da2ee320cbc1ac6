import { Link } from '@tanstack/react-router';
import { useIntl } from 'react-intl';
import { WindowBadge } from '../../../components/Badges';
import { useText } from '../../../i18n/text';
import { formatLocalSpan } from '../../../time/local';
import styles from '../Cards.module.css';
import type { CalendarBand } from './bands';
import { windowSearch } from './links';

interface BandCardProps {
  bands: readonly CalendarBand[];
  portfolioName: (id: string | null) => string;
}

/** So many before a card is too long. */
const FEW = 5;

/** Windows that share a place: what each is, whom it holds for, and when exactly, by its own clock. */
export function BandCard({ bands, portfolioName }: BandCardProps) {
  const text = useText();
  const { locale } = useIntl();
  return (
    <ul className={styles.list}>
      {bands.slice(0, FEW).map(({ told }) => (
        <li key={`${told.window} ${told.start}`} className={styles.card}>
          <Link to="/windows" search={windowSearch(told.window)} className={styles.title} tabIndex={-1}>
            {told.name}
          </Link>
          <p className={styles.badges}>
            <WindowBadge kind={told.kind} />
            <span className={styles.key}>{portfolioName(told.portfolio)}</span>
          </p>
          <p>
            {formatLocalSpan(told.start, told.end, locale)} <span className={styles.key}>{told.zone}</span>
          </p>
        </li>
      ))}
      {bands.length > FEW && (
        <li className={styles.key}>{text('calendar.more', { count: bands.length - FEW })}</li>
      )}
    </ul>
  );
}
