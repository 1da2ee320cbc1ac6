/** What the server is asked for, and for which days. */
import { queryOptions } from '@tanstack/react-query';
import { useMemo } from 'react';
import { answerOf, api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Calendar, Page, ReleaseItem } from '../../api/types';
import { addMonths, civilOf, type Day, dayOf, formatDay, type Span } from '../../timeline/core/days';

/** Filters the server knows; it is asked to filter only when there is more than it may answer at once. */
export interface ServerFilters {
  kind?: string;
  category?: string;
  portfolio?: string;
  risk?: string;
  q?: string;
}

export const calendarQuery = (range: Span, filters: ServerFilters = {}) => {
  const query = { from: formatDay(range.start), to: formatDay(range.end), ...filters };
  return queryOptions({
    queryKey: keys.list('calendar', query),
    queryFn: ({ signal }) => answerOf<Calendar>(api.GET('/calendar', { params: { query }, signal })),
  });
};

/** The release whose target is the latest: where to look when nothing is planned around today. */
export const latestRelease = queryOptions({
  queryKey: keys.list('releases', { sort: '-target', limit: '1' }),
  queryFn: async ({ signal }) => {
    const page = await answerOf<Page<ReleaseItem>>(
      api.GET('/releases', { params: { query: { sort: '-target', limit: 1 } }, signal }),
    );
    return page.items[0] ?? null;
  },
});

/** The same object for the same days. */
export function useRange(view: Span): Span {
  const { start, end } = rangeFor(view);
  return useMemo(() => ({ start, end }), [start, end]);
}

/** Whole half years with a month to spare: moving about within them asks the server nothing. */
export function rangeFor(view: Span): Span {
  const halfYear = (day: Day) => {
    const { year, month } = civilOf(day);
    return dayOf(year, month <= 6 ? 1 : 7, 1);
  };
  return { start: halfYear(view.start - 31), end: addMonths(halfYear(view.end + 31), 6) };
}
