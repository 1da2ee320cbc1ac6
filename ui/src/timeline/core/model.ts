/** What the timeline shows, without a word about where it came from or how it looks. */
import type { Day, Span } from './days';

export type MarkerState = 'pending' | 'overdue' | 'passed' | 'failed';

/** A gate or milestone: a day, or several days of which the last one counts. */
export interface Marker {
  readonly id: string;
  readonly kind: 'gate' | 'milestone';
  readonly name: string;
  /** First day of an event of several days. */
  readonly start: Day | null;
  /** The day it is due. */
  readonly day: Day;
  readonly state: MarkerState;
}

export interface PhaseSpan extends Span {
  readonly id: string;
  readonly name: string;
}

export type ItemKind = 'train' | 'project' | 'independent';

/** A release. Facets are what one can group, colour and filter by: facet name to value key. */
export interface TimelineItem {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly kind: ItemKind;
  readonly parent: string | null;
  readonly span: Span;
  readonly phases: readonly PhaseSpan[];
  readonly markers: readonly Marker[];
  readonly facets: Readonly<Record<string, string>>;
}

/** How far somebody's time on a resource is, or that nobody may have it. */
export type SlotState = 'requested' | 'waiting' | 'approved' | 'active' | 'returned' | 'blocked';

/** A time on a resource that somebody has or wants, or in which nobody may have it. */
export interface Slot {
  readonly id: string;
  /** Empty when it is not told. */
  readonly name: string;
  readonly span: Span;
  readonly state: SlotState;
  /** Nobody else may be there at the same time. */
  readonly isExclusive: boolean;
}

/** Something that is booked by time. */
export interface Resource {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly parent: string | null;
  /** By begin, none of a lane over another; see `lanesFor`. */
  readonly slots: readonly Slot[];
  /** The lane of each slot, in the same order; 0 is the uppermost. */
  readonly lanes: readonly number[];
  readonly blocks: readonly Slot[];
}

/** First and last day over everything an item shows, markers outside its own span included. */
export function extentOf(items: readonly TimelineItem[]): Span | null {
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    start = Math.min(start, item.span.start);
    end = Math.max(end, item.span.end);
    for (const marker of item.markers) {
      start = Math.min(start, marker.start ?? marker.day);
      end = Math.max(end, marker.day + 1);
    }
  }
  return start < end ? { start, end } : null;
}

/** Where things were in a former plan; only what is elsewhere now. */
export interface Ghost {
  /** The bar of the release. */
  readonly span: Span | null;
  /** Phases by id. */
  readonly phases: ReadonlyMap<string, Span>;
  /** Days of gates and milestones, by id. */
  readonly markers: ReadonlyMap<string, Day>;
}
