import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useIntl } from 'react-intl';
import type { CalendarRelease } from '../../api/types';
import { StatusBadge } from '../../components/Badges';
import { useText } from '../../i18n/text';
import { type Day, isoWeekOf, type Span, weekdayOf } from '../../timeline/core/days';
import type { TimelineItem } from '../../timeline/core/model';
import { MarkerGlyph } from '../../timeline/view/MarkerGlyph';
import styles from './Agenda.module.css';
import { type AgendaEntry, agendaOf } from './agenda';
import { dayText, MARKER_WORD, spanText } from './words';

interface AgendaProps {
  items: readonly TimelineItem[];
  releases: readonly CalendarRelease[];
  span: Span;
  today: Day;
}

/** For a screen too narrow for a timeline: the weeks shown, and what is due in each. */
export function Agenda({ items, releases, span, today }: AgendaProps) {
  const text = useText();
  const { locale } = useIntl();
  const { start, end } = span;
  const weeks = useMemo(() => agendaOf(items, { start, end }), [items, start, end]);
  const byId = useMemo(() => new Map(releases.map((release) => [release.id, release])), [releases]);
  const monday = Math.floor(today) - weekdayOf(today);
  if (weeks.length === 0) return <p className={styles.none}>{text('calendar.agenda.none')}</p>;
  return (
    <ol className={styles.agenda} aria-label={text('calendar.agenda')}>
      {weeks.map((week) => (
        <li key={week.start}>
          <h2 className={styles.week} data-now={week.start === monday || undefined}>
            {text('timeline.weekOf', {
              week: isoWeekOf(week.start).week,
              days: spanText({ start: week.start, end: week.start + 7 }, locale),
            })}
            {week.start === monday && <span className={styles.now}>{text('calendar.agenda.now')}</span>}
          </h2>
          <ul className={styles.entries}>
            {week.entries.map((entry) => (
              <li key={keyOf(entry)} className={styles.entry}>
                {entry.type === 'marker' ? (
                  <MarkerEntry entry={entry} />
                ) : (
                  <TargetEntry entry={entry} releases={byId} />
                )}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function keyOf(entry: AgendaEntry): string {
  return entry.type === 'marker' ? entry.marker.id : (entry.items[0]?.id ?? '');
}

function MarkerEntry({ entry }: { entry: AgendaEntry & { type: 'marker' } }) {
  const text = useText();
  const { locale } = useIntl();
  const { item, marker } = entry;
  return (
    <>
      <MarkerGlyph kind={marker.kind} state={marker.state} />
      <span className={styles.what}>
        <Link to="/releases/$key" params={{ key: item.key }} className={styles.name}>
          {marker.name}
        </Link>
        <span className={styles.one}>
          {dayText(marker.day, locale)} · {text(MARKER_WORD[marker.state])} · {item.name}
        </span>
      </span>
    </>
  );
}

const FOLD_FROM = 4;

interface TargetEntryProps {
  entry: AgendaEntry & { type: 'target' };
  releases: ReadonlyMap<string, CalendarRelease>;
}

function TargetEntry({ entry, releases }: TargetEntryProps) {
  const text = useText();
  const { locale } = useIntl();
  const [isOpen, setOpen] = useState(false);
  const isFolded = entry.items.length >= FOLD_FROM && !isOpen;
  if (isFolded) {
    return (
      <button type="button" className={styles.fold} onClick={() => setOpen(true)}>
        {text('calendar.agenda.targets', { count: entry.items.length, day: dayText(entry.day, locale) })}
      </button>
    );
  }
  return (
    <ul className={styles.entries}>
      {entry.items.map((item) => {
        const release = releases.get(item.id);
        return (
          <li key={item.id} className={styles.what}>
            <Link to="/releases/$key" params={{ key: item.key }} className={styles.name}>
              {item.name}
            </Link>
            <span className={styles.where}>
              {text('calendar.agenda.target', { day: dayText(entry.day, locale) })}
              {release && (
                <StatusBadge
                  status={{ name: text(`category.${release.category}`), category: release.category }}
                />
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
