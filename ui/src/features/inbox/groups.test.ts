import { expect, test } from 'vitest';
import type { InboxItem } from '../../api/types';
import { grouped, isBulk, nearness } from './groups';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const item = (id: string, due: string | null, more: Partial<InboxItem> = {}) =>
  ({ id, due, kind: 'approval', votes: [], ...more }) as unknown as InboxItem;

test('what is over is overdue, and a week is soon', () => {
  expect(nearness('2026-11-27T11:59:59Z', NOW)).toBe('overdue');
  expect(nearness('2026-11-27T12:00:00Z', NOW)).toBe('soon');
  expect(nearness('2026-12-04T11:59:59Z', NOW)).toBe('soon');
  expect(nearness('2026-12-04T12:00:00Z', NOW)).toBe('later');
  expect(nearness(null, NOW)).toBe('undated');
});

test('groups come by how near they are, keep the order inside, and none is empty', () => {
  const items = [item('a', '2026-11-01T00:00:00Z'), item('b', '2026-11-02T00:00:00Z'), item('c', null)];
  expect(grouped(items, NOW).map(({ near, items: some }) => [near, some.map(({ id }) => id)])).toEqual([
    ['overdue', ['a', 'b']],
    ['undated', ['c']],
  ]);
});

test('only approvals that need no signature are approved together', () => {
  const vote = (signed: boolean) => ({ rule: 'apr_1', on_behalf_of: null, signed });
  expect(isBulk(item('a', null, { votes: [vote(true)] }))).toBe(false);
  expect(isBulk(item('a', null, { votes: [vote(true), vote(false)] }))).toBe(true);
  expect(isBulk(item('a', null, { kind: 'waiver', votes: [] }))).toBe(false);
});
