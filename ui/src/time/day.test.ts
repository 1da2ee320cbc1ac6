import { expect, test } from 'vitest';
import { addDays, daysBetween, isDay } from './day';

test('days are counted across months, leap years and clock changes', () => {
  expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
  expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
  expect(daysBetween('2026-03-30', '2026-03-28')).toBe(-2);
  expect(addDays('2025-12-31', 1)).toBe('2026-01-01');
});

test('what a person typed is a day only when it exists', () => {
  expect(isDay('2026-02-28')).toBe(true);
  expect(isDay('2026-02-30')).toBe(false);
  expect(isDay('28.02.2026')).toBe(false);
});
