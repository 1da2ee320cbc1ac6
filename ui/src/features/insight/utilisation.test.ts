import { expect, test } from 'vitest';
import { hoursOf, lengthOfIdle, percentOf } from './utilisation';

test('hours are whole, unless there are few of them', () => {
  expect(hoursOf(5_400, 'en')).toBe('1.5');
  expect(hoursOf(4_444_200, 'en')).toBe('1,235');
  expect(hoursOf(0, 'en')).toBe('0');
});

test('a little is not nothing, and almost all is not all', () => {
  expect(percentOf(0, 'en')).toBe('0%');
  expect(percentOf(4, 'en')).toBe('0.4%');
  expect(percentOf(345, 'en')).toBe('35%');
  expect(percentOf(999, 'en')).toBe('99.9%');
});

test('idle time is told in days once there are two', () => {
  const start = '2031-03-10T00:00:00Z';
  expect(lengthOfIdle({ start, end: '2031-03-11T23:00:00Z' })).toEqual({ unit: 'hours', count: 47 });
  expect(lengthOfIdle({ start, end: '2031-03-12T00:00:00Z' })).toEqual({ unit: 'days', count: 2 });
});
