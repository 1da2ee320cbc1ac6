import { describe, expect, it } from 'vitest';
import type { TimelineItem } from './model';
import { alarmsOf, shareOf, skylineOf, viewAtShare, viewByKey } from './overview';
import { randomFrom, someItems } from './samples';
import { dayAt, daysIn, spanOf, viewOf } from './scale';

const WHOLE = { start: 20_000, end: 20_400 };

function bar(start: number, end: number): TimelineItem {
  return { ...(someItems(randomFrom(1), 1)[0] as TimelineItem), span: { start, end }, markers: [] };
}

describe('the skyline', () => {
  it('is as high as the most releases at a time', () => {
    expect(skylineOf([bar(20_010, 20_020), bar(20_015, 20_030)], WHOLE)).toBe(
      'M10 1V0.500H15V1zM15 1V0.000H20V1zM20 1V0.500H30V1z',
    );
  });

  it('is cut at the ends of the whole, and empty where nothing is', () => {
    expect(skylineOf([bar(19_000, 20_001)], WHOLE)).toBe('M0 1V0.000H1V1z');
    expect(skylineOf([bar(19_000, 19_001)], WHOLE)).toBe('');
    expect(skylineOf([], WHOLE)).toBe('');
  });
});

describe('days that ask for a look', () => {
  it('are those of overdue and failed gates inside, each once', () => {
    const items = someItems(randomFrom(3), 50);
    const expected = new Set(
      items
        .flatMap(({ markers }) => markers)
        .filter(({ state }) => state === 'overdue' || state === 'failed')
        .map(({ day }) => day)
        .filter((day) => day >= WHOLE.start && day < WHOLE.end),
    );
    expect(alarmsOf(items, WHOLE)).toEqual([...expected].sort((left, right) => left - right));
  });
});

describe('the part on the screen', () => {
  it('is told from 0 to 1 and never leaves the whole', () => {
    expect(shareOf(WHOLE, { start: 20_100, end: 20_200 })).toEqual({ left: 0.25, width: 0.25 });
    expect(shareOf(WHOLE, { start: 19_000, end: 20_200 })).toEqual({ left: 0, width: 0.5 });
    expect(shareOf(WHOLE, { start: 21_000, end: 22_000 })).toEqual({ left: 1, width: 0 });
  });

  it('goes where one points, with the same days as before', () => {
    const view = viewOf(20_000, 60, 900);
    const moved = viewAtShare(view, WHOLE, 0.5);
    expect(dayAt(moved, 450)).toBeCloseTo(20_200, 6);
    expect(daysIn(moved)).toBeCloseTo(60, 6);
    expect(dayAt(viewAtShare(view, WHOLE, 7), 450)).toBeCloseTo(20_400, 6);
  });

  it('moves by keys', () => {
    const view = viewOf(20_100, 60, 900);
    expect(viewByKey(view, WHOLE, 'ArrowRight')?.start).toBeCloseTo(20_106, 6);
    expect(viewByKey(view, WHOLE, 'ArrowLeft')?.start).toBeCloseTo(20_094, 6);
    expect(viewByKey(view, WHOLE, 'PageDown')?.start).toBeCloseTo(20_160, 6);
    expect(viewByKey(view, WHOLE, 'PageUp')?.start).toBeCloseTo(20_040, 6);
    expect(spanOf(viewByKey(view, WHOLE, 'Home') ?? view).start).toBeCloseTo(20_000, 6);
    expect(spanOf(viewByKey(view, WHOLE, 'End') ?? view).end).toBeCloseTo(20_400, 6);
    expect(viewByKey(view, WHOLE, 'Enter')).toBeNull();
  });
});
