import { describe, expect, it } from 'vitest';
import { civilOf, dayOf, formatDay, isWeekend, weekdayOf } from './days';
import { between, randomFrom } from './samples';
import {
  after,
  floorTo,
  labelOf,
  type TickUnit,
  type TickWords,
  ticksOver,
  tiersOver,
  tierUnits,
  weekendsOver,
} from './ticks';

const UNITS: readonly TickUnit[] = ['hour', 'sixHours', 'day', 'week', 'month', 'quarter', 'year'];
const WORDS: TickWords = {
  locale: 'en-GB',
  week: (week) => `W${week}`,
  weekOf: (week, days) => `W${week} · ${days}`,
  quarter: (quarter) => `Q${quarter}`,
  quarterOf: (quarter, year) => `Q${quarter} ${year}`,
};

function randomSpans(count: number, longest: number) {
  const random = randomFrom(11);
  return Array.from({ length: count }, () => {
    const start = dayOf(2020, 1, 1) + random() * 5_000;
    return { start, end: start + 0.5 + random() * longest };
  });
}

describe('ticks', () => {
  it.each(UNITS)('of a %s follow each other without a gap and cover the span', (unit) => {
    for (const span of randomSpans(40, unit === 'hour' || unit === 'sixHours' ? 10 : 900)) {
      const ticks = ticksOver(unit, span);
      expect(ticks[0]?.start).toBeLessThanOrEqual(span.start + 1e-6);
      expect(ticks.at(-1)?.end).toBeGreaterThanOrEqual(span.end);
      ticks.forEach((tick, index) => {
        expect(tick.end).toBeGreaterThan(tick.start);
        if (index > 0) expect(tick.start).toBe(ticks[index - 1]?.end);
        expect(floorTo(unit, tick.start)).toBe(tick.start);
        expect(after(unit, tick.start)).toBe(tick.end);
      });
    }
  });

  it('fall on Mondays, first days of months, quarters and years', () => {
    const span = { start: dayOf(2023, 5, 17), end: dayOf(2029, 2, 3) };
    for (const tick of ticksOver('week', span)) expect(weekdayOf(tick.start)).toBe(0);
    for (const tick of ticksOver('month', span)) expect(civilOf(tick.start).day).toBe(1);
    for (const tick of ticksOver('quarter', span)) expect([1, 4, 7, 10]).toContain(civilOf(tick.start).month);
    for (const tick of ticksOver('year', span)) expect(formatDay(tick.start).slice(4)).toBe('-01-01');
    const leap = ticksOver('month', { start: dayOf(2028, 2, 1), end: dayOf(2028, 3, 1) });
    expect(leap).toEqual([{ unit: 'month', start: dayOf(2028, 2, 1), end: dayOf(2028, 3, 1) }]);
    expect((leap[0]?.end ?? 0) - (leap[0]?.start ?? 0)).toBe(29);
  });

  it('have as many hours on the day the clocks change as on any other', () => {
    for (const day of [dayOf(2026, 3, 29), dayOf(2026, 10, 25), dayOf(2026, 6, 1)]) {
      expect(ticksOver('hour', { start: day, end: day + 1 })).toHaveLength(24);
    }
  });

  it('stay few and wide enough for their labels at every zoom', () => {
    for (let pxPerDay = 1.2; pxPerDay < 2_000; pxPerDay *= 1.07) {
      const { minor, major } = tiersOver({ start: 20_000, end: 20_000 + 1_600 / pxPerDay }, pxPerDay);
      expect(minor.length).toBeLessThan(120);
      expect(major.length).toBeLessThanOrEqual(minor.length);
      for (const tick of minor) expect((tick.end - tick.start) * pxPerDay).toBeGreaterThanOrEqual(19);
    }
  });

  it('get finer as the days get wider', () => {
    let last = UNITS.length;
    for (let pxPerDay = 0.5; pxPerDay < 2_000; pxPerDay *= 1.1) {
      const rank = UNITS.indexOf(tierUnits(pxPerDay).minor);
      expect(rank).toBeLessThanOrEqual(last);
      last = rank;
    }
    expect(tierUnits(1_000).minor).toBe('hour');
  });

  it('say the day of the week where there is room', () => {
    const [day] = ticksOver('day', { start: dayOf(2026, 11, 23), end: dayOf(2026, 11, 24) });
    expect(day && labelOf(day, 'minor', WORDS, 24)).toBe('23');
    expect(day && labelOf(day, 'minor', WORDS, 60)).toBe('Mon 23');
  });

  it('say weeks by ISO 8601, 53 included', () => {
    const [week] = ticksOver('week', { start: dayOf(2026, 12, 31), end: dayOf(2026, 12, 31) + 0.5 });
    expect(week && labelOf(week, 'minor', WORDS, 10)).toBe('W53');
    expect(week && labelOf(week, 'major', WORDS, 10)).toMatch(/^W53 · 28 Dec 2026\s–\s3 Jan 2027$/);
    const [quarter] = ticksOver('quarter', { start: dayOf(2026, 11, 23), end: dayOf(2026, 11, 24) });
    expect(quarter && labelOf(quarter, 'major', WORDS, 10)).toBe('Q4 2026');
    const [hour] = ticksOver('hour', { start: 20_000 + 13 / 24, end: 20_000 + 14 / 24 });
    expect(hour && labelOf(hour, 'minor', WORDS, 10)).toBe('13:00');
  });
});

describe('weekends', () => {
  it('are exactly the Saturdays and Sundays of the span', () => {
    const random = randomFrom(3);
    for (let round = 0; round < 50; round += 1) {
      const start = dayOf(2026, 1, 1) + between(random, 0, 400);
      const span = { start, end: start + between(random, 1, 60) };
      const shaded = weekendsOver(span, 20);
      for (let day = span.start; day < span.end; day += 1) {
        const inside = shaded.some((weekend) => day >= weekend.start && day < weekend.end);
        expect(inside).toBe(isWeekend(day));
      }
    }
  });

  it('are not shaded where they would be slivers', () => {
    expect(weekendsOver({ start: 0, end: 366 }, 3)).toEqual([]);
  });
});
