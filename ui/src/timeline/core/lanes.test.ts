import { describe, expect, it } from 'vitest';
import { laneCountOf, lanesFor } from './lanes';
import { loadOf } from './load';
import type { Slot } from './model';
import { between, randomFrom } from './samples';

const slot = (id: string, start: number, end: number): Slot => ({
  id,
  name: id,
  span: { start, end },
  state: 'approved',
  isExclusive: true,
});

describe('lanes', () => {
  it('put what follows without a gap into the same one, and what overlaps below', () => {
    const { slots, lanes } = lanesFor([slot('c', 3, 9), slot('b', 5, 8), slot('a', 0, 5)]);
    expect(slots.map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    expect(lanes).toEqual([0, 1, 0]);
    expect(laneCountOf({ lanes })).toBe(2);
    expect(laneCountOf(lanesFor([]))).toBe(1);
  });

  it('never hold two at a time, are as many as are open at once, and do not depend on the order', () => {
    const random = randomFrom(11);
    for (let round = 0; round < 400; round += 1) {
      const some = Array.from({ length: between(random, 1, 40) }, (_, index) => {
        const start = between(random, 0, 60) / 4;
        return slot(`slot-${index}`, start, start + between(random, 1, 24) / 4);
      });
      const { slots, lanes } = lanesFor(some);
      slots.forEach((one, at) => {
        slots.slice(at + 1).forEach((other, after) => {
          if (lanes[at] !== lanes[at + 1 + after]) return;
          expect(one.span.end <= other.span.start || other.span.end <= one.span.start).toBe(true);
        });
      });
      const most = Math.max(...loadOf(some.map(({ span }) => span)).map(({ count }) => count));
      expect(laneCountOf({ lanes })).toBe(most);
      const shuffled = [...some].sort(() => random() - 0.5);
      expect(lanesFor(shuffled)).toEqual({ slots, lanes });
    }
  });
});
