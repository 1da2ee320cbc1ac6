import { expect, test } from 'vitest';
import { inDays, movedBy } from './planned';

const moved = (from_start: string, start: string) => movedBy({ from_start, start });

test('a move is told in whole days, or in hours', () => {
  expect(moved('2031-03-10T08:00:00Z', '2031-03-12T08:00:00Z')).toEqual({ count: 2, unit: 'days' });
  expect(moved('2031-03-10T08:00:00Z', '2031-03-10T04:00:00Z')).toEqual({ count: -4, unit: 'hours' });
  expect(moved('2031-03-10T08:00:00Z', '2031-03-10T08:00:00Z')).toEqual({ count: 0, unit: 'days' });
});

test('weighted seconds are told as days', () => {
  expect(inDays(8 * 86_400, 'en')).toBe('8');
  expect(inDays(43_200, 'en')).toBe('0.5');
});
