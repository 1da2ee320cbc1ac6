import { expect, test } from 'vitest';
import type { RunBoard, RunTask } from '../../../../api/types';
import { linesOf, nextCheckpoint, progressOf } from './lines';

const task = (number: number, more: Partial<RunTask> = {}) =>
  ({
    number,
    kind: 'manual',
    standing: 'waiting',
    section: null,
    parent: null,
    lane: null,
    owner: null,
    late: false,
    expected_start: null,
    ...more,
  }) as RunTask;

const BOARD = {
  lanes: [
    { key: 'db', name: 'Databases', team: { id: 'tea_1', key: 'dba', name: 'Database team' } },
    { key: 'app', name: 'Application', team: null },
  ],
  tasks: [
    task(1, { lane: 'app', section: 'Before' }),
    task(2, { lane: 'db', parent: 1, standing: 'ready' }),
    task(3, { lane: 'db', standing: 'failed', owner: { person: { id: 'per_1', name: 'One' }, team: null } }),
    task(4, { standing: 'off' }),
  ],
  counts: [
    { standing: 'completed', count: 3 },
    { standing: 'skipped', count: 1 },
    { standing: 'waiting', count: 6 },
    { standing: 'off', count: 5 },
  ],
} as unknown as RunBoard;

const told = (group: 'lane' | 'section', shown: Parameters<typeof linesOf>[2], teams: string[] = []) =>
  linesOf(BOARD, group, shown, { person: 'per_1', teams: new Set(teams) }).map((line) =>
    'task' in line ? line.task.number : line.heading,
  );

test('tasks stand in their lane or section, without those of a way that is not taken', () => {
  expect(told('lane', 'all')).toEqual(['Databases', 2, 3, 'Application', 1]);
  expect(told('section', 'all')).toEqual(['Before', 1, 2, 3]);
});

test('what is mine is what I am named for, and what nobody is named for in a lane of my team', () => {
  expect(told('section', 'mine')).toEqual([3]);
  expect(told('section', 'mine', ['tea_1'])).toEqual([2, 3]);
  expect(told('section', 'ready')).toEqual([2]);
  expect(told('section', 'blocked')).toEqual([3]);
});

test('the next checkpoint is the first that is expected and not over', () => {
  const checkpoint = (number: number, expected_start: string, standing: RunTask['standing'] = 'waiting') =>
    task(number, { kind: 'checkpoint', expected_start, standing });
  const tasks = [checkpoint(1, '1', 'completed'), checkpoint(2, '9'), checkpoint(3, '4'), task(4)];
  expect(nextCheckpoint({ tasks })?.number).toBe(3);
});

test('how far it is counts what is over of what is on the way', () => {
  expect(progressOf(BOARD)).toEqual({ done: 4, all: 10 });
});
