import { expect, test } from 'vitest';
import type { Activity, ActivityStatus } from '../../../api/types';
import { beside, columnsOf } from './board';

const activity = (id: string, status: ActivityStatus): Activity => ({
  id,
  name: id,
  status,
  phase: null,
  assignee: null,
  start: null,
  due: null,
  description: '',
  rev: 1,
});

test('a card is in the column of its status, or where it is on its way to', () => {
  const items = [activity('a', 'todo'), activity('b', 'doing'), activity('c', 'todo')];
  const told = (columns: ReturnType<typeof columnsOf>) =>
    columns.map(({ status, items: cards }) => `${status}: ${cards.map(({ id }) => id).join(' ')}`);
  expect(told(columnsOf(items, null))).toEqual(['todo: a c', 'doing: b', 'blocked: ', 'done: ']);
  expect(told(columnsOf(items, { id: 'a', rev: 1, to: 'done' }))).toEqual([
    'todo: c',
    'doing: b',
    'blocked: ',
    'done: a',
  ]);
});

test('a card that changed meanwhile is where the server says', () => {
  const columns = columnsOf([{ ...activity('a', 'blocked'), rev: 2 }], { id: 'a', rev: 1, to: 'done' });
  expect(columns.find(({ status }) => status === 'blocked')?.items).toHaveLength(1);
});

test('there is no column beyond the first and the last', () => {
  expect([beside('todo', 1), beside('done', -1)]).toEqual(['doing', 'blocked']);
  expect([beside('todo', -1), beside('done', 1)]).toEqual([undefined, undefined]);
});
