import { expect, test } from 'vitest';
import { changeText } from './changeText';

test.each([
  [null, null],
  ['', null],
  [[], null],
  ['plain words', 'plain words'],
  ['2026-11-06', '6 Nov 2026'],
  [{ date: '2026-11-06', zone: 'AoE' }, '6 Nov 2026 AoE'],
  [{ date: '2026-11-06', time: '18:00:00', zone: 'UTC' }, '6 Nov 2026, 18:00 UTC'],
  [{ id: 'prt_1', key: 'pay', name: 'Payments' }, 'Payments'],
  [['security', 'audit'], 'security, audit'],
  [{ 'cost-centre': '4711', empty: null }, 'cost-centre 4711'],
  [false, 'false'],
  [0, '0'],
])('%j reads %j', (value, expected) => {
  expect(changeText(value, 'en-GB')).toBe(expected);
});
