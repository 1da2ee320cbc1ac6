/** Bookings as a list: what begins, day by day. */
import type { BookingTimeline, TimelineBooking } from '../../../api/types';
import type { Day, Span } from '../../../timeline/core/days';
import type { Slot } from '../../../timeline/core/model';
import type { Read } from './resources';

type Place = BookingTimeline['environments'][number];

export interface AgendaEntry {
  readonly slot: Slot;
  readonly booking: TimelineBooking;
  /** Where, without the parts of what is named. */
  readonly places: readonly Place[];
}

export interface AgendaDay {
  readonly day: Day;
  readonly entries: readonly AgendaEntry[];
}

/** What goes on in `span`, on the day it begins; what began before is on the first day. */
export function agendaOf(
  { timeline, slots: { taken, bookings } }: Read,
  isWanted: ((slot: Slot) => boolean) | null,
  span: Span,
): AgendaDay[] {
  const where = new Map<string, { slot: Slot; ids: Set<string> }>();
  for (const [environment, slots] of taken) {
    for (const slot of slots) {
      if (slot.span.start >= span.end || slot.span.end <= span.start || isWanted?.(slot) === false) continue;
      const found = where.get(slot.id);
      if (found) found.ids.add(environment);
      else where.set(slot.id, { slot, ids: new Set([environment]) });
    }
  }
  const going = [...where.values()].sort(
    (one, other) => one.slot.span.start - other.slot.span.start || (one.slot.id < other.slot.id ? -1 : 1),
  );
  const days = new Map<Day, AgendaEntry[]>();
  for (const { slot, ids } of going) {
    const booking = bookings.get(slot.id);
    if (!booking) continue;
    const day = Math.floor(Math.max(span.start, slot.span.start));
    const isTop = ({ parent }: Place) => parent === null || !ids.has(parent);
    const places = timeline.environments.filter((place) => ids.has(place.id) && isTop(place));
    const entries = days.get(day);
    if (entries) entries.push({ slot, booking, places });
    else days.set(day, [{ slot, booking, places }]);
  }
  return [...days].map(([day, entries]) => ({ day, entries }));
}
