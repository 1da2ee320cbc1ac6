import { expect, test } from 'vitest';
import { durationText, estimateOf, estimateText, secondsOf } from './duration';

test.each([
  ['30m', 1_800],
  ['30', 1_800],
  ['1h30', 5_400],
  ['1h 30m', 5_400],
  ['1.5h', 5_400],
  ['1,5h', 5_400],
  ['1:30', 5_400],
  ['2d', 172_800],
  ['45s', 45],
  ['1m30s', 90],
  ['', null],
  ['soon', null],
  ['-5m', null],
])('%s is %s seconds', (typed, seconds) => expect(secondsOf(typed)).toBe(seconds));

test.each([
  [1_800, '30m'],
  [5_400, '1h30'],
  [3_900, '1h05'],
  [3_600, '1h'],
  [86_400, '1d'],
  [93_600, '1d2h'],
  [87_000, '1d10m'],
  [20, '20s'],
  [3_620, '1h20s'],
  [0, '0m'],
  [-600, '-10m'],
])('%s seconds are written %s, and read back', (seconds, written) => {
  expect(durationText(seconds)).toBe(written);
  if (seconds >= 0) expect(secondsOf(written)).toBe(seconds);
});

test('three numbers are the best, the likely and the worst', () => {
  expect(estimateOf('10/20/45m')).toEqual({ optimistic: 600, likely: 1_200, pessimistic: 2_700 });
  expect(estimateOf('1h/90m/2h')).toEqual({ optimistic: 3_600, likely: 5_400, pessimistic: 7_200 });
  expect(estimateOf('20m')).toEqual({ optimistic: 1_200, likely: 1_200, pessimistic: 1_200 });
  expect(estimateOf('10/20')).toBeNull();
  for (const typed of ['10/20/45m', '20m', '1h/1h30/2h', '5m/30m/3h'])
    expect(
      estimateOf(estimateText(estimateOf(typed) ?? { optimistic: 0, likely: 0, pessimistic: 0 })),
    ).toEqual(estimateOf(typed));
});
