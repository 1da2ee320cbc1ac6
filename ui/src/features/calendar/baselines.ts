/** From former plans to where the timeline shows them. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import { keys } from '../../api/keys';
import type { CalendarBaseline, CalendarBaselines } from '../../api/types';
import { type Day, formatDay, parseDay, type Span } from '../../timeline/core/days';
import type { Ghost, TimelineItem } from '../../timeline/core/model';
import type { ServerFilters } from './asked';

/** Kept beside the calendar, so that what makes one out of date does so to the other. */
export const baselinesQuery = (range: Span, filters: ServerFilters = {}) => {
  const query = { from: formatDay(range.start), to: formatDay(range.end), ...filters };
  return queryOptions({
    queryKey: keys.list('calendar', { ...query, what: 'baselines' }),
    queryFn: ({ signal }) =>
      answerOf<CalendarBaselines>(api.GET('/calendar/baselines', { params: { query }, signal })),
  });
};

function spanOf(start: string | null, last: string | null): Span | null {
  const from = parseDay(start ?? last ?? '');
  const to = parseDay(last ?? start ?? '');
  return from === null || to === null || to < from ? null : { start: from, end: to + 1 };
}

function isElsewhere(one: Span, other: Span): boolean {
  return one.start !== other.start || one.end !== other.end;
}

/** What of a release was elsewhere in a former plan; nothing when all of it is where it was. */
export function ghostOf(item: TimelineItem, former: CalendarBaseline): Ghost | null {
  const span = spanOf(former.start, former.end);
  const phases = new Map<string, Span>();
  for (const phase of item.phases) {
    const was = former.phases.find(({ id }) => id === phase.id);
    const before = was ? spanOf(was.start, was.end) : null;
    if (before && isElsewhere(before, phase)) phases.set(phase.id, before);
  }
  const markers = new Map<string, Day>();
  for (const { id, day } of item.markers) {
    const before = parseDay(former.milestones.find((milestone) => milestone.id === id)?.date ?? '');
    if (before !== null && before !== day) markers.set(id, before);
  }
  const ghost = { span: span && isElsewhere(span, item.span) ? span : null, phases, markers };
  return ghost.span || phases.size > 0 || markers.size > 0 ? ghost : null;
}
