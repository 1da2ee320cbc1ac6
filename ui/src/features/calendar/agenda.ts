/** A calendar as a list: what is due, week by week. */
import type { Band } from '../../timeline/core/bands';
import { type Day, isoWeekOf, type Span, weekdayOf } from '../../timeline/core/days';
import type { Marker, TimelineItem } from '../../timeline/core/model';

export type AgendaEntry =
  /** A window that begins on this day, or goes on when the list begins. */
  | { readonly type: 'band'; readonly day: Day; readonly band: Band }
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
export function agendaOf(items: readonly TimelineItem[], bands: readonly Band[], span: Span): AgendaWeek[] {
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
  for (const band of bands) {
    if (band.start >= span.end || band.end <= span.start) continue;
    const day = Math.max(Math.floor(band.start), Math.ceil(span.start));
    entries.push({ type: 'band', day, band });
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
  if (entry.type === 'band') return 0;
  if (entry.type === 'target') return 3;
  return entry.marker.kind === 'gate' ? 1 : 2;
}
