import { expect, test } from 'vitest';
import type { Portfolio } from '../api/types';
import { inTreeOrder } from './portfolioTree';

const portfolio = (id: string, name: string, parent?: string) =>
  ({ id, key: id, name, parent: parent ? { id: parent, key: parent, name: parent } : null }) as Portfolio;

test('children follow their parent, siblings by name', () => {
  const rows = inTreeOrder([
    portfolio('c', 'Cards', 'p'),
    portfolio('a', 'Accounts', 'p'),
    portfolio('p', 'Payments', 'root'),
    portfolio('root', 'Bank'),
  ]);
  expect(rows.map(({ depth, path }) => [depth, path])).toEqual([
    [0, 'Bank'],
    [1, 'Bank / Payments'],
    [2, 'Bank / Payments / Accounts'],
    [2, 'Bank / Payments / Cards'],
  ]);
});

test('a branch whose parent may not be seen starts at the left', () => {
  expect(inTreeOrder([portfolio('c', 'Cards', 'hidden')])[0]?.depth).toBe(0);
});
