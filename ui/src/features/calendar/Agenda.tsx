import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useIntl } from 'react-intl';
import type { CalendarRelease } from '../../api/types';
import { StatusBadge } from '../../components/Badges';
import styles from '../../components/timeline/Agenda.module.css';
import { dayText, spanText } from '../../components/timeline/words';
import { useText } from '../../i18n/text';
import { formatLocalSpan } from '../../time/local';
import type { Band } from '../../timeline/core/bands';
import { type Day, isoWeekOf, type Span, weekdayOf } from '../../timeline/core/days';
import type { TimelineItem } from '../../timeline/core/model';
import { BandSwatch } from '../../timeline/view/BandSwatch';
import { MarkerGlyph } from '../../timeline/view/MarkerGlyph';
import { type AgendaEntry, agendaOf } from './agenda';
import type { CalendarBand } from './bands/bands';
import { windowSearch } from './bands/links';
import { MARKER_WORD } from './words';

interface AgendaProps {
  items: readonly TimelineItem[];
  releases: readonly CalendarRelease[];
  bands: readonly CalendarBand[];
  span: Span;
  today: Day;
  /** Opens the form in which the days of a release, or of a gate of it, are typed. */
  onMove: Begin;
}

type Begin = (release: string, part?: string) => void;

/** For a screen too narrow for a timeline: the weeks shown, and what is due in each. */
export function Agenda({ items, releases, bands, span, today, onMove }: AgendaProps) {
  const text = useText();
  const { locale } = useIntl();
  const { start, end } = span;
  const weeks = useMemo(() => agendaOf(items, bands, { start, end }), [items, bands, start, end]);
  const byId = useMemo(() => new Map(releases.map((release) => [release.id, release])), [releases]);
  const told = useMemo(() => new Map(bands.map((band) => [band as Band, band.told])), [bands]);
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
                {entry.type === 'band' && <BandEntry told={told.get(entry.band)} />}
                {entry.type === 'marker' && <MarkerEntry entry={entry} onMove={onMove} />}
                {entry.type === 'target' && <TargetEntry entry={entry} releases={byId} onMove={onMove} />}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function keyOf(entry: AgendaEntry): string {
  if (entry.type === 'band') return `${entry.band.window} ${entry.band.start}`;
  return entry.type === 'marker' ? entry.marker.id : (entry.items[0]?.id ?? '');
}

function BandEntry({ told }: { told: CalendarBand['told'] | undefined }) {
  const text = useText();
  const { locale } = useIntl();
  if (!told) return null;
  return (
    <>
      <BandSwatch kind={told.kind} />
      <span className={styles.what}>
        <Link to="/windows" search={windowSearch(told.window)} className={styles.name}>
          {told.name}
        </Link>
        <span className={styles.when}>
          {text(`window.${told.kind}`)} · {formatLocalSpan(told.start, told.end, locale)} {told.zone}
        </span>
      </span>
    </>
  );
}

interface MarkerEntryProps {
  entry: AgendaEntry & { type: 'marker' };
  onMove: Begin;
}

function MarkerEntry({ entry, onMove }: MarkerEntryProps) {
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
      <MoveButton name={marker.name} onClick={() => onMove(item.id, marker.id)} />
    </>
  );
}

const FOLD_FROM = 4;

interface TargetEntryProps {
  entry: AgendaEntry & { type: 'target' };
  releases: ReadonlyMap<string, CalendarRelease>;
  onMove: Begin;
}

function TargetEntry({ entry, releases, onMove }: TargetEntryProps) {
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
          <li key={item.id} className={styles.target}>
            <span className={styles.what}>
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
            </span>
            <MoveButton name={item.name} onClick={() => onMove(item.id)} />
          </li>
        );
      })}
    </ul>
  );
}

function MoveButton({ name, onClick }: { name: string; onClick: () => void }) {
  const text = useText();
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      className={styles.move}
      aria-label={text('move.title', { name })}
      onClick={onClick}
    >
      {text('calendar.move')}
    </Button>
  );
}
