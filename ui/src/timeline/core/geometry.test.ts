import { describe, expect, it } from 'vitest';
import { heightOf, lanesOf, ROW_HEIGHT, RowGeometry } from './geometry';
import { randomFrom, someItems } from './samples';
import { rowsOf } from './tree';

const items = someItems(randomFrom(21), 90);
const rows = rowsOf(items, {
  grouping: null,
  toggled: new Set(),
  folded: false,
  matching: new Set(items.map(({ id }) => id)),
});
const geometry = new RowGeometry(rows);

describe('stacked rows', () => {
  it('leave no gap and do not overlap', () => {
    rows.forEach((row, index) => {
      expect(geometry.top(index + 1) - geometry.top(index)).toBe(heightOf(row));
    });
    expect(rows.filter((row) => lanesOf(row) === 0).every((row) => heightOf(row) === ROW_HEIGHT)).toBe(true);
    expect(rows.filter((row) => lanesOf(row) > 0).every((row) => heightOf(row) > ROW_HEIGHT)).toBe(true);
    expect(new Set(rows.map(heightOf)).size).toBeGreaterThan(1);
  });

  it('are found at every height', () => {
    for (let y = -30; y < geometry.height + 30; y += 3) {
      const expected = rows.findIndex((_, index) => geometry.top(index) <= y && y < geometry.top(index + 1));
      expect(geometry.at(y)).toBe(expected);
    }
  });

  it('are those a window shows, no more and no fewer', () => {
    for (let top = -100; top < geometry.height + 100; top += 17) {
      for (const height of [0, 1, 28, 400]) {
        const { first, last } = geometry.between(top, top + height);
        const expected = rows
          .map((_, index) => index)
          .filter(
            (index) => geometry.top(index) < top + height && geometry.top(index + 1) > top && height > 0,
          );
        expect(Array.from({ length: last - first }, (_, index) => first + index)).toEqual(expected);
      }
    }
  });

  it('scroll no further than needed', () => {
    expect(geometry.scrollFor(3, geometry.top(2), 400)).toBe(geometry.top(2));
    expect(geometry.scrollFor(3, geometry.top(5), 400)).toBe(geometry.top(3));
    expect(geometry.scrollFor(40, 0, 400)).toBe(geometry.top(41) - 400);
  });

  it('may be none', () => {
    const none = new RowGeometry([]);
    expect([none.height, none.at(0), none.between(0, 500)]).toEqual([0, -1, { first: 0, last: 0 }]);
  });
});
