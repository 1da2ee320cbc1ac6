import { expect, test } from 'vitest';
import { isMeasure, levelOf, numbersOf } from './capacity';

test('weeks that are left out of the answer are empty', () => {
  const load = { active: 3, targeting: 1, gates: 0, deliveries: 1, collisions: 0 };
  const portfolio = { loads: [{ week: 1, ...load }] };
  expect(numbersOf(portfolio, 3, 'active')).toEqual({ each: [0, 3, 0], most: 3 });
  expect(numbersOf(portfolio, 3, 'gates')).toEqual({ each: [0, 0, 0], most: 0 });
});

test('the fullest week is darkest, the emptiest has no colour', () => {
  expect([0, 1, 2, 3, 4].map((number) => levelOf(number, 4))).toEqual([
    undefined,
    'one',
    'two',
    'three',
    'four',
  ]);
  expect(levelOf(1, 1)).toBe('four');
  expect(levelOf(1, 100)).toBe('one');
});

test('only what is counted can be asked for', () => {
  expect(isMeasure('gates')).toBe(true);
  expect(isMeasure('costs')).toBe(false);
  expect(isMeasure(undefined)).toBe(false);
});
