import { expect, test } from 'vitest';
import type { MapBond, MapThing } from '../../api/types';
import { bondsOf } from './bonds';

const thing = (id: string) => ({ id }) as MapThing;

test('a bond is told from both of its ends', () => {
  const runs = { from: 'cart', to: 'uat', kind: 'runs', detail: '1.2', both: false } as MapBond;
  const link = { from: 'uat', to: 'report', kind: 'link', detail: 'replica', both: true } as MapBond;
  const said = bondsOf({ things: ['cart', 'uat', 'report'].map(thing), bonds: [runs, link], complete: true });
  const told = (id: string) =>
    said.get(id)?.map(({ words, other, detail }) => `${words} ${other.id} ${detail}`);
  expect(told('cart')).toEqual(['map.bond.runs uat 1.2']);
  expect(told('uat')).toEqual(['map.bond.back.runs cart 1.2', 'map.bond.both report replica']);
  expect(told('report')).toEqual(['map.bond.both uat replica']);
});
