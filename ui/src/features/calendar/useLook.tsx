import { type ReactNode, useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { Calendar } from '../../api/types';
import { Icon } from '../../components/Icon';
import styles from '../../components/timeline/RowLabel.module.css';
import { dayText, spanText } from '../../components/timeline/words';
import { useText } from '../../i18n/text';
import type { Ghost, TimelineItem } from '../../timeline/core/model';
import type { PlanRow } from '../../timeline/core/tree';
import type { ReleaseLook, Target } from '../../timeline/view/types';
import { MarkerCard, ReleaseCard } from './Cards';
import { type Facet, type Facets, facetValue } from './facets';
import { needsIn } from './needs';
import { StatusSign } from './StatusSign';
import { shortName } from './shortName';
import { MARKER_WORD } from './words';

interface LookOptions {
  calendar: Calendar | undefined;
  facets: Facets;
  colour: Facet;
  grouping: Facet | null;
  ghosts: ReadonlyMap<string, Ghost | null>;
}

/** How releases look and what they are called, by what the reader chose to colour and group by. */
export function useLook({ calendar, facets, colour, grouping, ghosts }: LookOptions): ReleaseLook {
  const text = useText();
  const { locale } = useIntl();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is made anew in every render but says the same
  return useMemo(() => {
    const releases = new Map(calendar?.releases.map((release) => [release.id, release]));
    const tones = new Map(facets[colour].map((value) => [value.key, value.tone]));
    const needsOf = needsIn(calendar);
    const statusOf = (item: TimelineItem) => facetValue(facets, 'category', item.facets.category ?? '');
    const nameOfGroup = (key: string) =>
      (grouping && facetValue(facets, grouping, key)?.name) || text('calendar.group.other');

    const wordsOf = (row: PlanRow): string => {
      switch (row.type) {
        case 'group':
          return text('calendar.row.group', { name: nameOfGroup(row.key), count: row.items.length });
        case 'phase':
          return text('calendar.row.phase', {
            phase: row.phase.name,
            release: row.item.name,
            days: spanText(row.phase, locale),
          });
        case 'release':
          return text('calendar.row.release', {
            name: row.item.name,
            key: row.item.key,
            kind: text(`kind.${row.item.kind}`),
            status: statusOf(row.item)?.name ?? '',
            days: spanText(row.item.span, locale),
            members: row.members,
          });
      }
    };

    // Every row says its name twice, to the eye and to the ear, and comes and goes as one scrolls.
    const names = new Map<string, string>();
    const nameOf = (row: PlanRow): string => {
      const key = row.type === 'release' ? `${row.id} ${row.members}` : row.id;
      let name = row.type === 'group' ? undefined : names.get(key);
      if (name === undefined) {
        name = wordsOf(row);
        names.set(key, name);
      }
      return name;
    };

    const labelOf = (row: PlanRow): ReactNode => {
      if (row.type === 'phase') return <span className={styles.name}>{row.phase.name}</span>;
      if (row.type === 'group') {
        const value = grouping ? facetValue(facets, grouping, row.key) : undefined;
        return (
          <>
            {value && (
              <span className={styles.sign} style={{ color: value.tone }}>
                <Icon name={value.icon} size={14} />
              </span>
            )}
            <span className={styles.name}>
              {value?.path && <span className={styles.key}>{value.path} / </span>}
              <b>{nameOfGroup(row.key)}</b>
            </span>
            <span className={styles.count}>{row.items.length}</span>
          </>
        );
      }
      const status = statusOf(row.item);
      const train = row.parent === row.item.parent ? releases.get(row.item.parent ?? '') : undefined;
      const name = shortName(row.item.name, train?.name);
      return (
        <>
          <span className={styles.name}>
            {row.item.kind === 'train' ? <b>{name}</b> : name}{' '}
            <span className={styles.key}>{row.item.key}</span>
          </span>
          {row.members > 0 && <span className={styles.count}>{row.members}</span>}
          {status && (
            <span className={styles.status} style={{ color: status.tone }}>
              <StatusSign icon={status.icon} tone={status.tone} />
              {status.name}
            </span>
          )}
        </>
      );
    };

    return {
      of: 'releases',
      name: text('calendar.title'),
      toneOf: (item) => tones.get(item.facets[colour] ?? '') ?? 'var(--ink-faint)',
      isHollow: (item) => item.facets.category === 'cancelled' || item.facets.category === 'draft',
      ghostOf: (item) => ghosts.get(item.id) ?? null,
      labelOf,
      nameOf,
      nameOfCluster: ({ markers }) => {
        const names = markers.map((marker) =>
          text('calendar.marker', {
            kind: text(`calendar.${marker.kind}`),
            name: marker.name,
            state: text(MARKER_WORD[marker.state]),
            day: dayText(marker.day, locale),
          }),
        );
        return names.length > 1
          ? text('calendar.markers.together', { count: names.length, names: names.join('; ') })
          : names.join('');
      },
      cardOf: ({ row, cluster }: Target<PlanRow>) => {
        if (row.type === 'group') return null;
        const release = releases.get(row.item.id);
        if (!release) return null;
        return cluster ? (
          <MarkerCard release={release} markers={cluster.markers} />
        ) : (
          <ReleaseCard
            release={release}
            item={row.item}
            facets={facets}
            ghost={ghosts.get(release.id) ?? null}
            needs={needsOf(release.id).needs}
          />
        );
      },
    };
  }, [calendar, facets, colour, grouping, ghosts, locale]);
}
