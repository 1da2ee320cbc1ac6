import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { stopsQuery } from '../api/decisions';
import { Icon } from '../components/Icon';
import { TimeText } from '../components/Time';
import { useText } from '../i18n/text';
import styles from './StopBanner.module.css';

/** Says, above every page, which lines are stopped: nothing may go there. */
export function StopBanner() {
  const text = useText();
  const stops = useQuery(stopsQuery()).data ?? [];
  if (stops.length === 0) return null;
  return (
    <section className={styles.banner} aria-label={text('stops.banner')}>
      <Icon name="blocked" />
      <ul>
        {stops.map((stop) => (
          <li key={stop.id}>
            <strong>{text('stops.title', { portfolio: stop.portfolio?.name ?? text('stops.above') })}</strong>{' '}
            {stop.reason}{' '}
            <span className={styles.since}>
              ({stop.stopped_by?.name ?? text('journal.system')}, <TimeText at={stop.stopped_at} />)
            </span>{' '}
            <Link to="/decide" search={{ panel: `stop:${stop.id}` }}>
              {text('stops.lift')}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
