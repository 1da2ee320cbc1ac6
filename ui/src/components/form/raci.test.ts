import { expect, test } from 'vitest';
import { inputOf, linesOf, type RaciLine, withLine } from './raci';

const line = (id: string, role: RaciLine['role'], isTeam = false): RaciLine => ({
  id,
  name: id,
  isTeam,
  role,
});

test('people and teams go back the way they came', () => {
  const entries = [
    { person: { id: 'per_1', name: 'A' }, team: null, role: 'accountable' as const },
    { person: null, team: { id: 'tea_1', key: 't', name: 'T' }, role: 'informed' as const },
  ];
  expect(inputOf(linesOf(entries))).toEqual([
    { person: 'per_1', role: 'accountable' },
    { team: 'tea_1', role: 'informed' },
  ]);
});

test('whether two may be accountable is for the server to say: the list keeps both, in order of their roles', () => {
  const lines = withLine(
    [line('per_1', 'accountable'), line('per_1', 'informed')],
    line('per_2', 'accountable'),
  );
  expect(lines.map(({ id, role }) => [id, role])).toEqual([
    ['per_1', 'accountable'],
    ['per_2', 'accountable'],
    ['per_1', 'informed'],
  ]);
});

test('one person may hold several roles, but each only once', () => {
  const lines = withLine([line('per_1', 'consulted')], line('per_1', 'consulted'));
  expect(lines).toHaveLength(1);
  expect(withLine(lines, line('per_1', 'informed'))).toHaveLength(2);
});
