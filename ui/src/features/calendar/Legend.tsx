import { Icon } from '../../components/Icon';
import styles from '../../components/timeline/Legend.module.css';
import { useText } from '../../i18n/text';
import { BAND_KINDS, type Band } from '../../timeline/core/bands';
import type { MarkerState, TimelineItem } from '../../timeline/core/model';
import type { Row } from '../../timeline/core/tree';
import { BandSwatch } from '../../timeline/view/BandSwatch';
import { MarkerGlyph } from '../../timeline/view/MarkerGlyph';
import type { Facet, Facets } from './facets';
import { MARKER_WORD } from './words';

const STATES: readonly MarkerState[] = ['pending', 'overdue', 'passed', 'failed'];
const MOST = 9;

interface LegendProps {
  items: readonly TimelineItem[];
  rows: readonly Row[];
  bands: readonly Band[];
  facets: Facets;
  colour: Facet;
}

/** What the colours and shapes on the screen mean, each with how many releases it has. */
export function Legend({ items, rows, bands, facets, colour }: LegendProps) {
  const text = useText();
  const counts = new Map<string, number>();
  const states = new Set<MarkerState>();
  for (const item of items) {
    const key = item.facets[colour] ?? '';
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const row of rows) {
    if (row.type === 'release') for (const marker of row.item.markers) states.add(marker.state);
  }
  const kinds = new Set(bands.map(({ kind }) => kind));
  const present = facets[colour].filter(({ key }) => counts.has(key));
  return (
    <footer className={styles.legend}>
      <ul className={styles.list}>
        {present.slice(0, MOST).map((value) => (
          <li key={value.key} className={styles.entry} style={{ color: value.tone }}>
            <Icon name={value.icon} size={12} />
            <span className={styles.word}>{value.name}</span>
            <span className={styles.count}>{counts.get(value.key)}</span>
          </li>
        ))}
        {present.length > MOST && (
          <li className={styles.count}>{text('calendar.more', { count: present.length - MOST })}</li>
        )}
      </ul>
      <ul className={styles.list}>
        {BAND_KINDS.filter((kind) => kinds.has(kind)).map((kind) => (
          <li key={kind} className={styles.entry}>
            <BandSwatch kind={kind} />
            <span className={styles.word}>{text(`window.${kind}`)}</span>
          </li>
        ))}
        <li className={styles.entry}>
          <MarkerGlyph kind="gate" state="pending" />
          <span className={styles.word}>{text('calendar.gate')}</span>
        </li>
        <li className={styles.entry}>
          <MarkerGlyph kind="milestone" state="pending" />
          <span className={styles.word}>{text('calendar.milestone')}</span>
        </li>
        {STATES.filter((state) => states.has(state)).map((state) => (
          <li key={state} className={styles.entry}>
            <MarkerGlyph kind="gate" state={state} />
            <span className={styles.word}>{text(MARKER_WORD[state])}</span>
          </li>
        ))}
      </ul>
    </footer>
  );
}
