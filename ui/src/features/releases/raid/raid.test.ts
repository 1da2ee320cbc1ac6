import { expect, test } from 'vitest';
import type { RaidCount } from '../../../api/types';
import { heatCells, heatOf, partyName } from './raid';

const count = (more: Partial<RaidCount>): RaidCount => ({
  kind: 'risk',
  status: 'open',
  probability: 4,
  impact: 5,
  items: 1,
  overdue: 0,
  ...more,
});

test('a heat map counts the risks that are not closed, in their cells', () => {
  const cells = heatCells([
    count({ items: 2 }),
    count({ status: 'in_progress' }),
    count({ status: 'closed', items: 9 }),
    count({ kind: 'issue', items: 9 }),
    count({ probability: null, impact: null, items: 9 }),
  ]);
  expect(cells[0]?.[3]).toEqual({ probability: 4, impact: 5, items: 3 });
  expect(cells.flat().reduce((sum, { items }) => sum + items, 0)).toBe(3);
});

test('a place is as hot as its exposure', () => {
  expect([heatOf({ probability: 1, impact: 1 }), heatOf({ probability: 5, impact: 5 })]).toEqual([4, 100]);
});

test('an owner is a person, a team or nobody', () => {
  expect(partyName(null)).toBeNull();
  expect(partyName({ person: null, team: { id: 'tea_1', key: 'ops', name: 'Operations' } })).toBe(
    'Operations',
  );
});
