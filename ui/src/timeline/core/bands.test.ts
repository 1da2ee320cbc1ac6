import { describe, expect, it } from 'vitest';
import { type Band, chipsOf, dayOfLocal, drawnBands, lanesOfWindows } from './bands';
import { dayOf } from './days';

const band = (window: string, start: number, end: number, kind: Band['kind'] = 'freeze'): Band => ({
  window,
  name: `Window ${window}`,
  kind,
  start,
  end,
});
const ALL = { start: -1_000, end: 10_000 };

describe('a local time', () => {
  it('is a day with its part that is over', () => {
    expect(dayOfLocal('2026-12-20T18:00:00')).toBe(dayOf(2026, 12, 20) + 0.75);
    expect(dayOfLocal('2026-12-20T00:00')).toBe(dayOf(2026, 12, 20));
  });

  it('is nothing else', () => {
    expect(dayOfLocal('2026-12-20')).toBeNull();
  });
});

describe('bands behind the rows', () => {
  it('are those of the rendered days', () => {
    const bands = [band('a', 0, 2), band('b', 10, 12), band('c', 20, 22)];
    expect(drawnBands(bands, { start: 2, end: 20 }, 10)).toEqual([{ kind: 'freeze', start: 10, end: 12 }]);
  });

  it('are one where they overlap, whatever their window, but not when their kinds differ', () => {
    const bands = [band('a', 0, 5), band('b', 3, 8), band('c', 4, 6, 'maintenance')];
    expect(drawnBands(bands, ALL, 10)).toEqual([
      { kind: 'freeze', start: 0, end: 8 },
      { kind: 'maintenance', start: 4, end: 6 },
    ]);
  });

  it('stay apart while there is room between them, and are one when it is less than two pixels', () => {
    const weekly = Array.from({ length: 104 }, (_, week) => band('a', week * 7, week * 7 + 0.25));
    expect(drawnBands(weekly, ALL, 1.4)).toHaveLength(104);
    expect(drawnBands(weekly, ALL, 0.5)).toHaveLength(1);
  });

  it('that are hundreds a day make no more boxes than there are pixels for them', () => {
    const many = Array.from({ length: 2_000 }, (_, index) =>
      band(String(index), index * 0.37, index * 0.37 + 0.1),
    );
    const days = { start: 0, end: 740 };
    expect(drawnBands(many, days, 1.4).length).toBeLessThanOrEqual((740 * 1.4) / 4 + 1);
  });
});

describe('lanes', () => {
  it('are shared by windows that never meet; all times of a window keep to one', () => {
    const bands = [
      band('weekly', 0, 1),
      band('weekly', 7, 8),
      band('weekly', 14, 15),
      band('between', 2, 5),
      band('across', 6, 9),
    ];
    expect([...lanesOfWindows(bands)]).toEqual([
      ['weekly', 0],
      ['between', 0],
      ['across', 1],
    ]);
  });

  it('end after the third', () => {
    const bands = ['a', 'b', 'c', 'd', 'e'].map((name) => band(name, 0, 10));
    expect([...lanesOfWindows(bands).values()]).toEqual([0, 1, 2, 2, 2]);
  });
});

describe('chips of the strip', () => {
  it('know how far their name may reach', () => {
    const bands = [band('a', 0, 2), band('b', 30, 31), band('c', 1, 40)];
    const chips = chipsOf(bands, lanesOfWindows(bands), ALL, 10);
    expect(chips.map(({ bands: [first], lane, until }) => [first?.window, lane, until])).toEqual([
      ['a', 0, 30],
      ['b', 0, Number.POSITIVE_INFINITY],
      ['c', 1, Number.POSITIVE_INFINITY],
    ]);
  });

  it('stand for all that are too near each other to tell apart', () => {
    const bands = [band('a', 0, 1), band('b', 1.1, 2), band('c', 30, 31)];
    const [first, second] = chipsOf(bands, lanesOfWindows(bands), ALL, 10);
    expect(first?.bands.map(({ window }) => window)).toEqual(['a', 'b']);
    expect(second?.bands.map(({ window }) => window)).toEqual(['c']);
  });
});
