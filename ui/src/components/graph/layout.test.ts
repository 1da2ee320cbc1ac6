import { expect, test } from 'vitest';
import { placed } from './layout';
import { HEIGHT, WIDTH } from './size';

const thing = (id: string) => ({ id });
const bond = (from: string, to: string) => ({ from, to });

test('what is downstream stands to the right, and nothing covers anything', () => {
  const things = ['release', 'cart', 'web', 'uat', 'live'].map(thing);
  const bonds = [bond('release', 'cart'), bond('cart', 'web'), bond('cart', 'uat'), bond('cart', 'live')];
  const places = placed({ things, bonds });
  for (const { from, to } of bonds) {
    expect((places.get(from)?.x ?? 0) + WIDTH).toBeLessThan(places.get(to)?.x ?? 0);
  }
  const all = [...places.values()];
  for (const [index, one] of all.entries()) {
    for (const other of all.slice(index + 1)) {
      expect(Math.abs(one.x - other.x) >= WIDTH || Math.abs(one.y - other.y) >= HEIGHT).toBe(true);
    }
  }
});

test('a circle and a thing alone are placed too', () => {
  expect(placed({ things: [thing('a')], bonds: [] }).size).toBe(1);
  const circle = { things: ['a', 'b'].map(thing), bonds: [bond('a', 'b'), bond('b', 'a')] };
  expect(placed(circle).size).toBe(2);
});
