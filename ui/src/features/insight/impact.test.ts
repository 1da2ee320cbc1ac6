import { expect, test } from 'vitest';
import type { ImpactMatrix } from '../../api/types';
import { pairsOf, shownOf } from './impact';

const MATRIX = {
  systems: [
    { key: 'ledger', name: 'Ledger', collisions: 1 },
    { key: 'lonely', name: 'Lonely', collisions: 0 },
  ],
  releases: [{ key: 'A' }, { key: 'B' }, { key: 'C' }, { key: 'D' }],
  cells: [
    { system: 0, release: 0, impact: 'code' },
    { system: 0, release: 1, impact: 'regression' },
    { system: 0, release: 2, impact: 'regression' },
    { system: 1, release: 3, impact: 'code' },
  ],
  collisions: [{ system: 0, left: 0, right: 1, from: '2026-01-02', to: '2026-01-09' }],
} as unknown as ImpactMatrix;

const keys = (asked: Parameters<typeof shownOf>[1]) => {
  const { systems, releases } = shownOf(MATRIX, asked);
  return [systems.map(({ system }) => system.key), releases.map(({ release }) => release.key)];
};

test('collisions come first: who collides with nobody is left out until asked for', () => {
  expect(keys({})).toEqual([['ledger'], ['A', 'B']]);
  expect(keys({ all: 'true' })).toEqual([
    ['ledger', 'lonely'],
    ['A', 'B', 'C', 'D'],
  ]);
  expect(keys({ all: 'true', q: 'lone' })).toEqual([['lonely'], ['D']]);
});

test('a cell says how a release touches the system and with how many it collides there', () => {
  const { cell } = shownOf(MATRIX, { all: 'true' });
  expect(cell(0, 0)).toEqual({ impact: 'code', collisions: 1 });
  expect(cell(0, 2)).toEqual({ impact: 'regression', collisions: 0 });
  expect(cell(1, 0)).toBeUndefined();
});

test('the pairs of a system come with the days they share', () => {
  expect(pairsOf(MATRIX, 'ledger').map(({ left, right, to }) => [left.key, right.key, to])).toEqual([
    ['A', 'B', '2026-01-09'],
  ]);
  expect(pairsOf(MATRIX, 'lonely')).toEqual([]);
  expect(pairsOf(MATRIX, 'ghost')).toEqual([]);
});
