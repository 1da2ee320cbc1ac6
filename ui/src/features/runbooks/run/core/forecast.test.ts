import { expect, test } from 'vitest';
import type { ForecastChange } from '../../../../api/types';
import { happened, largest, oddsOf, percentOf, rounded } from './forecast';

test.each([
  [1, 'sure', '', 100],
  [0.999, 'sure', '>', 99],
  [0.84, 'likely', '', 84],
  [0.6, 'rather', '', 60],
  [0.5, 'even', '', 50],
  [0.2, 'unlikely', '', 20],
  [0.001, 'hardly', '<', 1],
  [0, 'hardly', '', 0],
] as const)('odds of %s are %s', (share, odds, sign, percent) => {
  expect(oddsOf(share)).toBe(odds);
  expect(percentOf(share)).toEqual({ sign, percent });
});

test('what moved the end most comes first, whichever way', () => {
  const change = (task: number, moved: number): ForecastChange => ({ task, moved, by: 0, cause: 'revised' });
  const some = [change(1, 60), change(2, 59), change(3, -300), change(4, 120)];
  expect(largest(some, 2).map(({ task }) => task)).toEqual([3, 4]);
  expect(largest(some, 5).map(({ task }) => task)).toEqual([3, 4, 1]);
});

test('a cause has a side', () => {
  expect(happened({ cause: 'finished', by: 840 })).toBe('longer');
  expect(happened({ cause: 'finished', by: -840 })).toBe('shorter');
  expect(happened({ cause: 'started', by: -5 })).toBe('early');
  expect(happened({ cause: 'not_finished', by: 5 })).toBe('notFinished');
  expect([rounded(45), rounded(89), rounded(-100)]).toEqual([45, 60, -120]);
});
