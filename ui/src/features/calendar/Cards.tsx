import { useIntl } from 'react-intl';
import type { CalendarRelease } from '../../api/types';
import { HealthBadge, RiskBadge, StatusBadge } from '../../components/Badges';
import { dayText, spanText } from '../../components/timeline/words';
import { useText } from '../../i18n/text';
import { formatDeadline } from '../../time/format';
import type { Ghost, Marker, TimelineItem } from '../../timeline/core/model';
import { MarkerGlyph } from '../../timeline/view/MarkerGlyph';
import styles from './Cards.module.css';
import { type Facets, facetValue } from './facets';
import { NeedLine } from './NeedLine';
import type { Need } from './needs';
import { MARKER_WORD } from './words';

interface ReleaseCardProps {
  release: CalendarRelease;
  item: TimelineItem;
  facets: Facets;
  ghost: Ghost | null;
  needs: readonly Need[];
}

/** A release in a few lines: what it is, how it stands, what comes next. */
export function ReleaseCard({ release, item, facets, ghost, needs }: ReleaseCardProps) {
  const text = useText();
  const { locale } = useIntl();
  const next = item.markers
    .filter(({ state }) => state === 'pending' || state === 'overdue')
    .sort((left, right) => left.day - right.day)[0];
  return (
    <div className={styles.card}>
      <p className={styles.title}>
        {release.name} <span className={styles.key}>{release.key}</span>
      </p>
      <p className={styles.badges}>
        <StatusBadge status={{ name: text(`category.${release.category}`), category: release.category }} />
        {release.health !== release.category && (
          <HealthBadge health={{ state: release.health, reasons: [] }} />
        )}
        {release.risk && <RiskBadge risk={release.risk} />}
      </p>
      <p>
        {spanText(item.span, locale)}
        <span className={styles.key}>
          {' '}
          · {text('calendar.length', { days: item.span.end - item.span.start })}
        </span>
      </p>
      <p className={styles.key}>
        {[
          text(`kind.${release.kind}`),
          facetValue(facets, 'portfolio', release.portfolio)?.name,
          release.accountable?.name,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {ghost?.span && (
        <p className={styles.key}>{text('calendar.former', { days: spanText(ghost.span, locale) })}</p>
      )}
      {needs.slice(0, FEW).map((need) => (
        <NeedLine key={need.other.id} need={need} />
      ))}
      <More count={needs.length - FEW} />
      {next && (
        <p className={styles.next}>
          {text('calendar.next')} <MarkerGlyph kind={next.kind} state={next.state} /> {next.name},{' '}
          {dayText(next.day, locale)}
        </p>
      )}
    </div>
  );
}

/** Gates and milestones that share a place, each with its state and its own day and zone. */
export function MarkerCard({ release, markers }: { release: CalendarRelease; markers: readonly Marker[] }) {
  return (
    <div className={styles.card}>
      <p className={styles.key}>{release.name}</p>
      <ul className={styles.list}>
        {markers.slice(0, SHOWN).map((marker) => (
          <li key={marker.id}>
            <MarkerLine release={release} marker={marker} />
          </li>
        ))}
      </ul>
      <More count={markers.length - SHOWN} />
    </div>
  );
}

const SHOWN = 10;
/** So many needs before a card is too long. */
const FEW = 4;

function More({ count }: { count: number }) {
  const text = useText();
  return count > 0 ? <p className={styles.key}>{text('calendar.more', { count })}</p> : null;
}

/** Sign, name, state and due day of one gate or milestone. */
export function MarkerLine({ release, marker }: { release: CalendarRelease; marker: Marker }) {
  const text = useText();
  const { locale } = useIntl();
  const milestone = release.milestones.find(({ id }) => id === marker.id);
  return (
    <span className={styles.line}>
      <MarkerGlyph kind={marker.kind} state={marker.state} />
      <span className={styles.what}>
        <span className={styles.markerName}>{marker.name}</span>
        <span className={styles.when}>
          <span className={styles.state} data-state={marker.state}>
            {text(MARKER_WORD[marker.state])}
          </span>
          {marker.start !== null && marker.start < marker.day
            ? spanText({ start: marker.start, end: marker.day + 1 }, locale)
            : dayText(marker.day, locale)}
          {milestone && milestone.zone !== 'UTC' && (
            <span title={formatDeadline(milestone, locale)}> {milestone.zone}</span>
          )}
        </span>
      </span>
    </span>
  );
}
