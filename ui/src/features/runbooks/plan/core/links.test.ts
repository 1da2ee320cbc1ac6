import { expect, test } from 'vitest';
import { afterOf, afterText } from './links';

test('what a task waits for is read as it is typed', () => {
  expect(afterOf('12, 15SS+10m, 3ff-1h')).toEqual([
    { task: 12, link: 'finish_start', lag: 0 },
    { task: 15, link: 'start_start', lag: 600 },
    { task: 3, link: 'finish_finish', lag: -3_600 },
  ]);
  expect(afterOf('')).toEqual([]);
  expect(afterOf('4+30')).toEqual([{ task: 4, link: 'finish_start', lag: 1_800 }]);
  for (const wrong of ['backup', '12XX', '3+soon', '4 5']) expect(afterOf(wrong)).toBeNull();
});

test('what was read is written the same again', () => {
  for (const typed of ['', '12', '12, 15SS+10m, 3FF-1h', '7SF+1h30'])
    expect(afterText(afterOf(typed) ?? [])).toBe(typed);
});
