/** Slots that overlap, put below each other. */
import type { Slot } from './model';

export interface Laned {
  /** By begin, then by end, then by id. */
  readonly slots: readonly Slot[];
  /** The lane of each of them. */
  readonly lanes: readonly number[];
}

/**
 * Each slot in the uppermost lane that is free when it begins. No two of a lane overlap, and by taking them in order of
 * their begin there are never more lanes than slots at the same time.
 */
export function lanesFor(some: readonly Slot[]): Laned {
  const slots = [...some].sort(inOrder);
  const ends: number[] = [];
  const lanes = slots.map(({ span }) => {
    const free = ends.findIndex((end) => end <= span.start);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = span.end;
    return lane;
  });
  return { slots, lanes };
}

function inOrder(one: Slot, other: Slot): number {
  return (
    one.span.start - other.span.start ||
    one.span.end - other.span.end ||
    (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)
  );
}

/** How many lanes there are; one where there is nothing. */
export function laneCountOf({ lanes }: Pick<Laned, 'lanes'>): number {
  return lanes.reduce((most, lane) => Math.max(most, lane + 1), 1);
}
