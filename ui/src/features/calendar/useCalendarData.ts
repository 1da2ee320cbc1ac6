import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { releaseTypes } from '../../api/releases';
import type { Calendar } from '../../api/types';
import type { Span } from '../../timeline/core/days';
import { matching } from '../../timeline/core/filter';
import { rowsOf } from '../../timeline/core/tree';
import { itemsIn } from '../../timeline/core/window';
import { calendarQuery, itemsOf, subtreeOf } from './calendar';
import { type Facet, useFacets } from './facets';
import { type CalendarSearch, listIn } from './search';

const NO_TYPES: never[] = [];
const NO_PORTFOLIOS: Calendar['portfolios'] = [];

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
  const facets = useFacets(calendar?.portfolios ?? NO_PORTFOLIOS, types);

  const items = useMemo(() => (calendar ? itemsOf(calendar) : []), [calendar]);
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
        matching: new Set(visible.map((item) => item.id)),
      }),
    [items, visible, toggled, grouping, facets],
  );
  return { query, calendar, facets, items, found, inView, visible, rows };
}
