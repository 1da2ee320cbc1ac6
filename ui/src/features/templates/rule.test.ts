import { expect, test } from 'vitest';
import { ruleOf } from './rule';

test('how often is said as a rule', () => {
  const tuesday = { interval: '1', weekday: 'tuesday', place: '2' } as const;
  expect(ruleOf({ every: 'months', ...tuesday })).toBe('FREQ=MONTHLY;BYDAY=2TU');
  expect(ruleOf({ every: 'weeks', ...tuesday, interval: '2' })).toBe('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU');
  expect(ruleOf({ every: 'months', ...tuesday, place: '-1', interval: '3' })).toBe(
    'FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TU',
  );
});
