import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { releaseTypes } from '../../api/releases';
import type { Calendar } from '../../api/types';
import { listIn } from '../../components/timeline/address';
import type { Span } from '../../timeline/core/days';
import { matching } from '../../timeline/core/filter';
import { rowsOf } from '../../timeline/core/tree';
import { itemsIn } from '../../timeline/core/window';
import { calendarQuery } from './asked';
import { baselinesQuery, ghostOf } from './baselines';
import { itemsOf, subtreeOf } from './calendar';
import { type Facet, useFacets } from './facets';
import { layersIn, withLayers } from './layers';
import type { CalendarSearch } from './search';

const NO_TYPES: never[] = [];
const NO_PORTFOLIOS: Calendar['portfolios'] = [];
const NO_RELEASES: Calendar['releases'] = [];

interface DataOptions {
  search: CalendarSearch;
  grouping: Facet | null;
  /** Days the server is asked for, so many that moving about seldom asks it again. */
  range: Span;
  /** Days on the screen; rows without anything on them are left out. */
  shown: Span;
}

/**
 * Releases on the screen, and the rows they make. Filtering happens here, so that it is instant and a match keeps
 * the train above it; only when there is more than the server gives at once does the server filter too.
 */
export function useCalendarData({ search, grouping, range, shown }: DataOptions) {
  const whole = useQuery({ ...calendarQuery(range), placeholderData: keepPreviousData });
  const { kind, category, portfolio, risk, q } = search;
  const isPartial = whole.data?.complete === false && !whole.isPlaceholderData;
  const part = useQuery({
    ...calendarQuery(range, { kind, category, portfolio, risk, q }),
    enabled: isPartial && Boolean(kind || category || portfolio || risk || q),
    placeholderData: keepPreviousData,
  });
  const query = isPartial && part.data ? part : whole;
  const calendar = query.data;
  const types = useQuery(releaseTypes()).data ?? NO_TYPES;
  const facets = useFacets(calendar?.portfolios ?? NO_PORTFOLIOS, types, calendar?.releases ?? NO_RELEASES);

  const layers = useMemo(() => layersIn(search.layers), [search.layers]);
  const items = useMemo(() => (calendar ? withLayers(itemsOf(calendar), layers) : []), [calendar, layers]);
  const typed = useDeferredValue(q ?? '');
  const found = useMemo(
    () =>
      matching(items, {
        text: typed,
        facets: {
          kind: listIn(kind),
          category: listIn(category),
          risk: listIn(risk),
          portfolio: portfolio ? subtreeOf(calendar?.portfolios ?? NO_PORTFOLIOS, portfolio) : [],
        },
      }),
    [items, typed, kind, category, risk, portfolio, calendar],
  );
  const inView = useMemo(() => itemsIn(items, shown), [items, shown]);
  const visible = useMemo(() => inView.filter((item) => found.has(item.id)), [inView, found]);
  const toggled = useMemo(() => new Set(listIn(search.toggled)), [search.toggled]);
  const rows = useMemo(
    () =>
      rowsOf(items, {
        grouping: grouping && { facet: grouping, order: facets[grouping].map(({ key }) => key) },
        toggled,
        folded: search.fold !== undefined,
        matching: new Set(visible.map((item) => item.id)),
      }),
    [items, visible, toggled, search.fold, grouping, facets],
  );
  const former = useQuery({
    ...baselinesQuery(range, isPartial ? { kind, category, portfolio, risk, q } : {}),
    enabled: layers.baselines,
    placeholderData: keepPreviousData,
  }).data;
  const ghosts = useMemo(() => {
    const formerOf = new Map(former?.items.map((baseline) => [baseline.release, baseline]));
    const made = items.map((item) => {
      const baseline = layers.baselines ? formerOf.get(item.id) : undefined;
      return [item.id, baseline ? ghostOf(item, baseline) : null] as const;
    });
    return new Map(made.filter(([, ghost]) => ghost !== null));
  }, [items, former, layers.baselines]);
  return { query, calendar, facets, layers, items, found, inView, visible, rows, ghosts };
}
