import type { JournalEvent } from '../api/types';
import { useText } from '../i18n/text';
import { ChangeList } from './ChangeList';
import styles from './EventList.module.css';
import { eventWords } from './eventWords';
import { EmptyState } from './PageState';
import { type RefKind, RefLink } from './RefLink';
import { type Pages, ShowMore } from './ShowMore';
import { TimeText } from './Time';

interface EventListProps {
  events: JournalEvent[];
  pages: Pages;
  /** By the clock, for what is read minute by minute. */
  isByClock?: boolean;
}

/** Who did what when, newest first; new events come in on top by themselves. */
export function EventList({ events, pages, isByClock = false }: EventListProps) {
  const text = useText();
  if (events.length === 0)
    return <EmptyState title={text('journal.none')} detail={text('journal.none.next')} />;
  return (
    <div className={styles.frame}>
      <ol className={styles.list} aria-label={text('journal.events')}>
        {events.map((event) => (
          <li key={event.id} className={styles.event}>
            <div className={styles.when}>
              <TimeText at={event.at} distance={!isByClock} />
            </div>
            <div>
              <p>
                <b>{event.actor?.name ?? text('journal.system')}</b>{' '}
                {event.on_behalf_of && (
                  <span className="faint">
                    {text('journal.onBehalfOf', { person: event.on_behalf_of.name })}{' '}
                  </span>
                )}
                {eventWords(event.kind)} <Subject event={event} />
              </p>
              <ChangeList changes={event.changes} names={event.names} />
              {event.reason && <p className={styles.reason}>{event.reason}</p>}
              {event.erased && <p className={styles.reason}>{text('journal.erased')}</p>}
            </div>
            <code className={styles.position}>{text('journal.position', { position: event.position })}</code>
          </li>
        ))}
      </ol>
      <ShowMore pages={pages} />
    </div>
  );
}

const PAGE_OF_PREFIX: Record<string, RefKind> = {
  env: 'environment',
  prt: 'portfolio',
  rel: 'release',
  sys: 'system',
};

/** The name leads to the page of what the event is about; an id goes wherever a key goes. */
function Subject({ event }: { event: JournalEvent }) {
  const { about } = event;
  const kind = PAGE_OF_PREFIX[about.split('_')[0] ?? ''];
  if (kind === undefined) return <b>{event.name}</b>;
  return <RefLink kind={kind} reference={{ key: about, name: event.name }} />;
}
