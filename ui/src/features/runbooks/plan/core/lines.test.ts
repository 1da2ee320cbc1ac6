import { expect, test } from 'vitest';
import type { PlanTask } from '../../../../api/types';
import { linesOf, moved, numberAfter } from './lines';

const task = (number: number, more: Partial<PlanTask> = {}) =>
  ({ number, section: null, parent: null, branch: null, ...more }) as PlanTask;

const TASKS = [
  task(1, { section: 'Before' }),
  task(5, { section: 'Before', parent: 1 }),
  task(3, { section: 'After' }),
  task(8, { branch: 'back' }),
  task(4, { section: 'After' }),
];

test('tasks stand under their section, steps under their task, and each way by itself', () => {
  const told = linesOf(TASKS, null).map((line) =>
    'task' in line ? `${'  '.repeat(line.depth)}${line.task.number}` : line.section,
  );
  expect(told).toEqual(['Before', '1', '  5', 'After', '3', '4']);
  expect(linesOf(TASKS, 'back')).toHaveLength(1);
});

test('a task moves by one line of its own way', () => {
  expect(moved(TASKS, task(3), 1)).toBeNull();
  expect(moved(TASKS, task(4), -1)).toBe(3);
  expect(moved(TASKS, task(4), 1)).toBeUndefined();
  expect(moved(TASKS, task(8, { branch: 'back' }), -1)).toBeUndefined();
  expect(numberAfter(TASKS, 5)).toBe(3);
  expect(numberAfter(TASKS, 4)).toBeNull();
});
