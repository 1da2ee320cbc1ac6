import { describe, expect, it } from 'vitest';
import type { Day } from './days';
import type { TimelineItem } from './model';
import { between, randomFrom, someItems } from './samples';
import { itemsIn, nearestTo } from './window';

/** Every day on which an item shows something, one by one. */
function daysOf(item: TimelineItem): Day[] {
  const days: Day[] = [];
  for (let day = item.span.start; day < item.span.end; day += 1) days.push(day);
  return [...days, ...item.markers.map((marker) => marker.day)];
}

describe('a window of days', () => {
  const items = someItems(randomFrom(31), 150);

  it('shows what looking at every day of every release shows', () => {
    const random = randomFrom(32);
    for (let round = 0; round < 60; round += 1) {
      const start = between(random, 19_900, 20_600);
      const window = { start, end: start + between(random, 1, 90) };
      const expected = items.filter((item) => {
        const days = daysOf(item);
        const [first, last] = [Math.min(...days), Math.max(...days)];
        return first < window.end && last >= window.start;
      });
      expect(itemsIn(items, window)).toEqual(expected);
    }
  });

  it('does not show what ends where it starts', () => {
    const [item] = items;
    if (!item) throw new Error('an item expected');
    const alone = { ...item, span: { start: 100, end: 110 }, markers: [] };
    expect(itemsIn([alone], { start: 110, end: 120 })).toEqual([]);
    expect(itemsIn([alone], { start: 90, end: 100 })).toEqual([]);
    expect(itemsIn([alone], { start: 109, end: 110 })).toEqual([alone]);
  });

  it('knows what is nearest to it', () => {
    const [item] = items;
    if (!item) throw new Error('an item expected');
    const before = { ...item, id: 'before', span: { start: 100, end: 110 }, markers: [] };
    const after = { ...item, id: 'after', span: { start: 200, end: 210 }, markers: [] };
    expect(nearestTo([before, after], { start: 120, end: 130 })?.id).toBe('before');
    expect(nearestTo([before, after], { start: 170, end: 180 })?.id).toBe('after');
    expect(nearestTo([], { start: 170, end: 180 })).toBeNull();
  });
});
