/** A calendar as a list: what is due, week by week. */
import { type Day, isoWeekOf, type Span, weekdayOf } from '../../timeline/core/days';
import type { Marker, TimelineItem } from '../../timeline/core/model';

export type AgendaEntry =
  | { readonly type: 'marker'; readonly day: Day; readonly item: TimelineItem; readonly marker: Marker }
  /** Releases that reach their target on the same day below the same train; one for each otherwise. */
  | { readonly type: 'target'; readonly day: Day; readonly items: readonly TimelineItem[] };

export interface AgendaWeek {
  /** Its Monday. */
  readonly start: Day;
  readonly year: number;
  readonly week: number;
  readonly entries: readonly AgendaEntry[];
}

/** Everything due in `[span.start, span.end)`, in order of its day; weeks without anything are left out. */
export function agendaOf(items: readonly TimelineItem[], span: Span): AgendaWeek[] {
  const entries: AgendaEntry[] = [];
  const targets = new Map<string, { day: Day; items: TimelineItem[] }>();
  const within = (day: Day) => day >= span.start && day < span.end;
  for (const item of items) {
    for (const marker of item.markers) {
      if (within(marker.day)) entries.push({ type: 'marker', day: marker.day, item, marker });
    }
    const day = item.span.end - 1;
    if (!within(day)) continue;
    const key = `${day} ${item.parent ?? item.id}`;
    const together = targets.get(key);
    if (together) together.items.push(item);
    else targets.set(key, { day, items: [item] });
  }
  for (const target of targets.values()) entries.push({ type: 'target', ...target });
  entries.sort((left, right) => left.day - right.day || rankOf(left) - rankOf(right));

  const weeks = new Map<Day, AgendaEntry[]>();
  for (const entry of entries) {
    const monday = entry.day - weekdayOf(entry.day);
    const week = weeks.get(monday);
    if (week) week.push(entry);
    else weeks.set(monday, [entry]);
  }
  return [...weeks].map(([start, of]) => ({ start, ...isoWeekOf(start), entries: of }));
}

function rankOf(entry: AgendaEntry): number {
  if (entry.type === 'target') return 2;
  return entry.marker.kind === 'gate' ? 0 : 1;
}
