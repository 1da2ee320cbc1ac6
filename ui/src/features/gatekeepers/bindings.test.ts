import { expect, test } from 'vitest';
import { bindingsOf, type Line, linesOf } from './bindings';

const named = (id: string) => ({ id, key: id, name: id });

function line(repository: string, system: string, target: string): Line {
  const [of] = linesOf([
    { repository, system: named(system), targets: [{ name: target, environment: named('prod') }] },
  ]);
  if (!of) throw new Error('no line');
  return of;
}

test('targets of a repository go together', () => {
  const bindings = bindingsOf([
    line('o/r', 'billing', 'a'),
    line('o/r', 'billing', 'b'),
    line('o/s', 'cart', 'a'),
  ]);
  expect(bindings.map(({ repository, targets }) => [repository, targets.map(({ name }) => name)])).toEqual([
    ['o/r', ['a', 'b']],
    ['o/s', ['a']],
  ]);
});

test('a second system of a repository is not taken for the first', () => {
  const bindings = bindingsOf([line('o/r', 'billing', 'a'), line('o/r', 'cart', 'b')]);
  expect(bindings.map(({ system }) => system)).toEqual(['billing', 'cart']);
});
