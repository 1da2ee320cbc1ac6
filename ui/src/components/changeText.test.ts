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

test('an id reads as what it stands for, where that is known', () => {
  const names = { per_1: 'Call centre lead' };
  expect(changeText('per_1', 'en-GB', names)).toBe('Call centre lead');
  expect(changeText([{ person: 'per_1' }, 'per_2'], 'en-GB', names)).toBe('person Call centre lead, per_2');
});
