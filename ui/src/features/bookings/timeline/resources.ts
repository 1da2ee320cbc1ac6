/** From the API's timeline of bookings to what the timeline shows. */
import type { BookingTimeline, TimelineBooking } from '../../../api/types';
import { type Day, localDayOf, type Span } from '../../../timeline/core/days';
import { lanesFor } from '../../../timeline/core/lanes';
import type { Resource, Slot, SlotState } from '../../../timeline/core/model';
import type { ResourceGroup } from '../../../timeline/core/resources';

export const GROUPINGS = ['group', 'release'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface Read {
  readonly timeline: BookingTimeline;
  readonly slots: SlotTable;
}

/** The slots of each environment, and what each stands for. */
export interface SlotTable {
  readonly taken: ReadonlyMap<string, readonly Slot[]>;
  readonly blocks: ReadonlyMap<string, readonly Slot[]>;
  /** By the id of the slot. */
  readonly bookings: ReadonlyMap<string, TimelineBooking>;
}

/** Hundreds of bookings begin or end at the same few instants. */
const days = new Map<string, Day>();
const DAYS_MOST = 20_000;

function dayOf(instant: string, zone: string): Day {
  const key = `${zone} ${instant}`;
  let day = days.get(key);
  if (day === undefined) {
    day = localDayOf(Date.parse(instant), zone);
    if (days.size >= DAYS_MOST) days.clear();
    days.set(key, day);
  }
  return day;
}

const spanOf = ({ start, end }: { start: string; end: string }, zone: string): Span => ({
  start: dayOf(start, zone),
  end: dayOf(end, zone),
});

/** Times by the clock of a zone. What is booked and not visible has no name. */
export function slotsOf({ bookings, blocks }: BookingTimeline, zone: string): SlotTable {
  const table = {
    taken: new Map<string, Slot[]>(),
    blocks: new Map<string, Slot[]>(),
    bookings: new Map<string, TimelineBooking>(),
  };
  bookings.forEach((booking, index) => {
    const slot: Slot = {
      id: booking.id ?? `taken-${index}`,
      name: booking.title ?? '',
      span: spanOf(booking, zone),
      state: booking.state as SlotState,
      isExclusive: booking.usage === 'exclusive',
    };
    table.bookings.set(slot.id, booking);
    for (const environment of booking.environments) append(table.taken, environment, slot);
  });
  blocks.forEach(({ name, environments, ...span }, index) => {
    const id = `block-${index}`;
    const block: Slot = { id, name, span: spanOf(span, zone), state: 'blocked', isExclusive: true };
    for (const environment of environments) append(table.blocks, environment, block);
  });
  return table;
}

/** A place of several environments may be told more than once for what they are all part of. */
function append(map: Map<string, Slot[]>, environment: string, slot: Slot): void {
  const slots = map.get(environment);
  if (!slots) map.set(environment, [slot]);
  else if (!slots.some(({ id }) => id === slot.id)) slots.push(slot);
}

/** Every environment with what is booked on it. */
export function resourcesOf({ timeline, slots }: Read): Resource[] {
  return timeline.environments.map((environment) =>
    resourceOf(environment, slots, slots.taken.get(environment.id) ?? []),
  );
}

function resourceOf(
  { id, key, name, parent }: BookingTimeline['environments'][number],
  { blocks }: SlotTable,
  some: readonly Slot[],
): Resource {
  return { id, key, name, parent, ...lanesFor(some), blocks: blocks.get(id) ?? [] };
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Environments by the group they belong to, by its name; those of none last. */
export function byGroup(
  { timeline }: Read,
  all: readonly Resource[],
  groups: readonly Named[],
): ResourceGroup[] {
  const groupOf = new Map(timeline.environments.map(({ id, group }) => [id, group ?? '']));
  const found = new Map<string, Resource[]>();
  for (const resource of all) {
    const key = groupOf.get(resource.id) ?? '';
    found.set(key, [...(found.get(key) ?? []), resource]);
  }
  return inOrder(found, groups);
}

/** For each release the environments it has, with only what it has there; what is for none last. */
export function byRelease({ slots }: Read, all: readonly Resource[]): ResourceGroup[] {
  const releases = new Map<string, Named>();
  const found = new Map<string, Resource[]>();
  for (const resource of all) {
    const parts = new Map<string, Slot[]>();
    for (const slot of resource.slots) {
      const release = slots.bookings.get(slot.id)?.release;
      if (release) releases.set(release.id, release);
      const key = release?.id ?? '';
      parts.set(key, [...(parts.get(key) ?? []), slot]);
    }
    for (const [key, some] of parts) {
      found.set(key, [...(found.get(key) ?? []), { ...resource, ...lanesFor(some) }]);
    }
  }
  return inOrder(found, [...releases.values()]);
}

function inOrder(found: ReadonlyMap<string, readonly Resource[]>, named: readonly Named[]): ResourceGroup[] {
  const names = new Map(named.map(({ id, name }) => [id, name]));
  return [...found]
    .map(([key, resources]) => ({ key, resources }))
    .sort(
      (one, other) =>
        Number(one.key === '') - Number(other.key === '') ||
        (names.get(one.key) ?? '').localeCompare(names.get(other.key) ?? '') ||
        one.key.localeCompare(other.key),
    );
}
