import { expect, test } from 'vitest';
import type { ReleaseTemplate } from '../../api/types';
import { replaced, withPhase } from './parts';

const start = { unit: 'weeks', before: 4, weekday: 'monday' } as const;
const template = {
  phases: [
    { name: 'Build', start, end: start },
    { name: 'Test', start, end: start },
  ],
  milestones: [
    { name: 'Freeze', phase: 'Build' },
    { name: 'Fair', phase: null },
  ],
  activities: [{ name: 'Load test', phase: 'Test' }],
} as unknown as ReleaseTemplate;

test('an item is put in its place, added or taken out', () => {
  expect(replaced(['a', 'b'], 1, 'c')).toEqual(['a', 'c']);
  expect(replaced(['a', 'b'], null, 'c')).toEqual(['a', 'b', 'c']);
  expect(replaced(['a', 'b'], 0, null)).toEqual(['b']);
});

test('a renamed phase keeps what is in it, and one that goes lets it go', () => {
  const renamed = withPhase(template, 0, { name: 'Make', start, end: start });
  expect(renamed.milestones?.map(({ phase }) => phase)).toEqual(['Make', null]);
  expect(renamed.activities?.map(({ phase }) => phase)).toEqual(['Test']);
  const removed = withPhase(template, 1, null);
  expect(removed.phases?.map(({ name }) => name)).toEqual(['Build']);
  expect(removed.activities?.map(({ phase }) => phase)).toEqual([null]);
  expect(withPhase(template, 0, { name: 'Build', start, end: start }).milestones).toBeUndefined();
});
