import { describe, expect, it } from 'vitest';
import {
  addMonths,
  civilOf,
  type Day,
  dayOf,
  daysInMonth,
  formatDay,
  isoWeekOf,
  localDayOf,
  parseDay,
  utcInstantOf,
  weekdayOf,
} from './days';

const EVERY_DAY: Day[] = Array.from({ length: 80_000 }, (_, index) => dayOf(1896, 1, 1) + index);

describe('days', () => {
  it('agree with the calendar of the platform for two centuries', () => {
    for (const day of EVERY_DAY) {
      const platform = new Date(utcInstantOf(day));
      const { year, month, day: ofMonth } = civilOf(day);
      const same =
        year === platform.getUTCFullYear() &&
        month === platform.getUTCMonth() + 1 &&
        ofMonth === platform.getUTCDate() &&
        weekdayOf(day) === (platform.getUTCDay() + 6) % 7;
      if (!same) expect.fail(`${formatDay(day)} is not ${platform.toISOString()}`);
    }
  });

  it('come back from their text', () => {
    expect(EVERY_DAY.filter((day) => parseDay(formatDay(day)) !== day)).toEqual([]);
  });

  it('that do not exist are refused', () => {
    for (const text of ['2026-02-29', '2100-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '26-1-1', '']) {
      expect(parseDay(text)).toBeNull();
    }
    expect(parseDay('2024-02-29')).toBe(19_782);
    expect(parseDay('2000-02-29')).not.toBeNull();
    expect(parseDay('1970-01-01')).toBe(0);
  });
});

describe('ISO weeks', () => {
  // Examples of the Wikipedia article "ISO week date", table "Examples of contemporary dates around New Year's Day".
  it.each([
    ['1976-12-31', 1976, 53],
    ['1977-01-01', 1976, 53],
    ['1977-01-02', 1976, 53],
    ['1977-01-03', 1977, 1],
    ['1977-12-31', 1977, 52],
    ['1978-01-01', 1977, 52],
    ['1978-12-31', 1978, 52],
    ['1979-12-30', 1979, 52],
    ['1979-12-31', 1980, 1],
    ['1980-12-28', 1980, 52],
    ['1980-12-29', 1981, 1],
    ['1981-12-31', 1981, 53],
    ['1982-01-03', 1981, 53],
    ['2020-12-31', 2020, 53],
    ['2021-01-03', 2020, 53],
    ['2026-12-31', 2026, 53],
    ['2027-01-03', 2026, 53],
    ['2027-01-04', 2027, 1],
  ])('%s lies in %i-W%i', (text, year, week) => {
    expect(isoWeekOf(parseDay(text) as Day)).toEqual({ year, week });
  });

  it('run on without a gap and change on Mondays only', () => {
    for (let index = 1; index < EVERY_DAY.length; index += 1) {
      const day = EVERY_DAY[index] as Day;
      const before = isoWeekOf(day - 1);
      const week = isoWeekOf(day);
      if (weekdayOf(day) !== 0) expect(week).toEqual(before);
      else if (week.year === before.year) expect(week.week).toBe(before.week + 1);
      else expect([week.week, before.week >= 52, week.year]).toEqual([1, true, before.year + 1]);
    }
  });
});

describe('months', () => {
  it('end where the next one begins', () => {
    expect([daysInMonth(2026, 2), daysInMonth(2028, 2), daysInMonth(1900, 2), daysInMonth(2026, 12)]).toEqual(
      [28, 29, 28, 31],
    );
  });

  it('are added up to the last day of a shorter month', () => {
    expect(formatDay(addMonths(dayOf(2026, 1, 31), 1))).toBe('2026-02-28');
    expect(formatDay(addMonths(dayOf(2028, 1, 31), 1))).toBe('2028-02-29');
    expect(formatDay(addMonths(dayOf(2026, 3, 31), -13))).toBe('2025-02-28');
    expect(formatDay(addMonths(dayOf(2026, 12, 5), 1))).toBe('2027-01-05');
  });
});

describe('instants on a local calendar', () => {
  it('"6 Nov AoE" is over at noon UTC of the 7th', () => {
    expect(localDayOf(Date.parse('2025-11-07T11:59:00Z'), 'AoE')).toBeCloseTo(
      dayOf(2025, 11, 6) + 1_439 / 1_440,
    );
    expect(localDayOf(Date.parse('2025-11-07T12:00:00Z'), 'AoE')).toBe(dayOf(2025, 11, 7));
  });

  it('show what the wall clock shows on the days the clocks change', () => {
    expect(localDayOf(Date.parse('2026-03-29T00:30:00Z'), 'Europe/Berlin')).toBe(
      dayOf(2026, 3, 29) + 1.5 / 24,
    );
    expect(localDayOf(Date.parse('2026-03-29T01:30:00Z'), 'Europe/Berlin')).toBe(
      dayOf(2026, 3, 29) + 3.5 / 24,
    );
    expect(localDayOf(Date.parse('2026-10-25T12:00:00Z'), 'Europe/Berlin')).toBe(
      dayOf(2026, 10, 25) + 13 / 24,
    );
    expect(localDayOf(Date.parse('2026-10-24T22:00:00Z'), 'Europe/Berlin')).toBe(dayOf(2026, 10, 25));
  });
});
