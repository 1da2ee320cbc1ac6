import { expect, test } from 'vitest';
import type { Matrix } from '../../../api/types';
import { driftLevel, shownOf } from './shown';

const member = (key: string, drift: number) => ({ key, name: `The ${key}`, drift });
const MATRIX = {
  columns: [{ kind: 'phase' }, { kind: 'gate' }, { kind: 'milestone' }, { kind: 'target' }],
  members: [member('A', 0), member('B', 3), member('C', 12)],
} as unknown as Matrix;

const keysOf = (filters: Parameters<typeof shownOf>[1]) =>
  shownOf(MATRIX, filters).members.map(({ key }) => key);

test('members are found by key or name, and only those that drift when asked', () => {
  expect(keysOf({})).toEqual(['A', 'B', 'C']);
  expect(keysOf({ q: 'the b' })).toEqual(['B']);
  expect(keysOf({ drifting: 'true' })).toEqual(['B', 'C']);
  expect(keysOf({ drifting: 'true', order: 'drift' })).toEqual(['C', 'B']);
});

test('columns keep the place that cells point at, and the target is always there', () => {
  const places = (columns?: string) => shownOf(MATRIX, { columns }).columns.map(({ index }) => index);
  expect(places()).toEqual([0, 1, 2, 3]);
  expect(places('phases')).toEqual([0, 3]);
  expect(places('gates')).toEqual([1, 2, 3]);
});

test('the colour tells a week and more from less', () => {
  expect([0, 1, 7, 8].map(driftLevel)).toEqual([undefined, 'near', 'near', 'far']);
});
