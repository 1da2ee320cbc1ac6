import { describe, expect, it } from 'vitest';
import type { Calendar, CalendarRelease } from '../../api/types';
import { type Day, formatDay, parseDay } from '../../timeline/core/days';
import { rangeFor } from './asked';
import { itemsOf, subtreeOf } from './calendar';
import { someRelease } from './samples';

const day = (text: string) => parseDay(text) as Day;

function itemOf(release: CalendarRelease) {
  const calendar: Calendar = {
    from: '2026-01-01',
    to: '2027-01-01',
    now: '2026-03-05T12:00:00Z',
    total: 1,
    complete: true,
    portfolios: [],
    bands: [],
    bands_complete: true,
    releases: [release],
    dependencies: [],
  };
  return itemsOf(calendar)[0];
}

const gate: CalendarRelease['milestones'][number] = {
  id: 'mil_1',
  kind: 'gate',
  name: 'Code freeze',
  start: null,
  date: '2026-03-04',
  at: '2026-03-05T12:00:00Z',
  zone: 'AoE',
  state: 'pending',
};

describe('a release on the timeline', () => {
  it('ends with its last day, as its phases do', () => {
    const item = itemOf(
      someRelease({ phases: [{ id: 'pha_1', name: 'Build', start: '2026-01-12', end: '2026-01-12' }] }),
    );
    expect(item?.span).toEqual({ start: day('2026-01-12'), end: day('2026-04-02') });
    expect(item?.phases[0]).toMatchObject({ start: day('2026-01-12'), end: day('2026-01-13') });
  });

  it('with one date only is one day, or lasts as long as its gates', () => {
    expect(itemOf(someRelease({ start: null }))?.span).toEqual({
      start: day('2026-04-01'),
      end: day('2026-04-02'),
    });
    expect(itemOf(someRelease({ end: null }))?.span).toEqual({
      start: day('2026-01-12'),
      end: day('2026-01-13'),
    });
    expect(itemOf(someRelease({ end: null, milestones: [gate] }))?.span.end).toBe(day('2026-03-05'));
  });

  it('without any date is not there', () => {
    expect(itemOf(someRelease({ start: null, end: null }))).toBeUndefined();
  });

  it('has a gate that is overdue from the instant its day is over in its own zone', () => {
    const stateOf = (milestone: typeof gate) =>
      itemOf(someRelease({ milestones: [milestone] }))?.markers[0]?.state;
    expect(stateOf(gate)).toBe('overdue');
    expect(stateOf({ ...gate, at: '2026-03-05T12:00:01Z' })).toBe('pending');
    expect(stateOf({ ...gate, state: 'passed' })).toBe('passed');
  });
});

describe('releases read again', () => {
  const calendarAt = (now: string, releases: CalendarRelease[]): Calendar => ({
    from: '2026-01-01',
    to: '2027-01-01',
    now,
    total: releases.length,
    complete: true,
    portfolios: [],
    bands: [],
    bands_complete: true,
    releases,
    dependencies: [],
  });

  it('are the same items until a gate becomes overdue', () => {
    const release = someRelease({ milestones: [gate] });
    const [before] = itemsOf(calendarAt('2026-03-01T00:00:00Z', [release]));
    expect(itemsOf(calendarAt('2026-03-05T11:59:59Z', [release]))[0]).toBe(before);
    const [after] = itemsOf(calendarAt('2026-03-05T12:00:00Z', [release]));
    expect(after?.markers[0]?.state).toBe('overdue');
    expect(itemsOf(calendarAt('2026-04-01T00:00:00Z', [release]))[0]).toBe(after);
  });
});

describe('the days asked for', () => {
  it('are half years around what is shown, and the same while that moves a little', () => {
    const range = rangeFor({ start: day('2026-08-24'), end: day('2027-08-25') });
    expect([formatDay(range.start), formatDay(range.end)]).toEqual(['2026-07-01', '2028-01-01']);
    expect(rangeFor({ start: day('2026-09-10'), end: day('2027-09-11') })).toEqual(range);
  });

  it('always hold what is shown, with a month to spare', () => {
    for (let start = day('2024-01-01'); start < day('2027-01-01'); start += 5) {
      const range = rangeFor({ start, end: start + 40 });
      expect(range.start).toBeLessThanOrEqual(start - 31);
      expect(range.end).toBeGreaterThan(start + 40 + 30);
    }
  });
});

describe('a portfolio', () => {
  it('is filtered with everything below it, in whatever order they come', () => {
    const portfolios = [
      { id: 'd', key: 'd', name: 'D', parent: 'c' },
      { id: 'c', key: 'c', name: 'C', parent: 'a' },
      { id: 'b', key: 'b', name: 'B', parent: null },
      { id: 'a', key: 'a', name: 'A', parent: null },
    ];
    expect(subtreeOf(portfolios, 'a').sort()).toEqual(['a', 'c', 'd']);
    expect(subtreeOf(portfolios, 'b')).toEqual(['b']);
  });
});
