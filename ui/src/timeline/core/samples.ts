/** Made-up plans for the tests beside this file; a seed makes the same plan every time. */
import type { Marker, MarkerState, PhaseSpan, TimelineItem } from './model';

export type Random = () => number;

/** Mulberry32, by Tommy Ettinger: small, and good enough to shuffle test data. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function between(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low));
}

const STATES: readonly MarkerState[] = ['pending', 'overdue', 'passed', 'failed'];

export function someMarkers(random: Random, count: number, from: number, to: number): Marker[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `gate-${index}`,
    kind: random() < 0.6 ? 'gate' : 'milestone',
    name: 'x'.repeat(between(random, 3, 30)),
    start: null,
    day: between(random, from, to),
    state: STATES[between(random, 0, STATES.length)] as MarkerState,
  }));
}

/** Items of which some have an earlier item as parent. */
export function someItems(random: Random, count: number): TimelineItem[] {
  const items: TimelineItem[] = [];
  for (let index = 0; index < count; index += 1) {
    const start = between(random, 20_000, 20_400);
    const length = between(random, 1, 120);
    const phases: PhaseSpan[] = Array.from({ length: between(random, 0, 4) }, (_, number) => ({
      id: `phase-${index}-${number}`,
      name: `Phase ${number}`,
      start: start + number,
      end: start + number + 1,
    }));
    const parent = index > 0 && random() < 0.6 ? items[between(random, 0, index)] : undefined;
    items.push({
      id: `release-${index}`,
      key: `R-${index}`,
      name: `Release ${index}`,
      kind: parent ? 'project' : 'train',
      parent: parent?.id ?? null,
      span: { start, end: start + length },
      phases,
      markers: someMarkers(random, between(random, 0, 3), start, start + length),
      facets: { colour: ['red', 'green', ''][between(random, 0, 3)] as string },
    });
  }
  return items;
}
