import { expect, test } from 'vitest';
import { rowsOf, tasksOf } from './paste';

const WORDS = {
  kinds: new Map([['automated', 'automated' as const]]),
  lanes: new Map([['databases', 'db']]),
};

test('what a spreadsheet puts on the clipboard is read row by row', () => {
  expect(rowsOf('a\tb\r\nc\td\r\n')).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  expect(rowsOf('"one\ntwo"\t"say ""go"""\n\nthree')).toEqual([['one\ntwo', 'say "go"'], ['three']]);
});

test('rows become tasks, column by column from where they are pasted', () => {
  const rows = rowsOf(
    'Back up\tautomated\tDatabases\tdba@example.org\t10/20/45m\t1, 2SS+5m\nCheck\t\t\tops\t15m',
  );
  expect(tasksOf(rows, 'name', WORDS)).toEqual({
    tasks: [
      {
        name: 'Back up',
        kind: 'automated',
        lane: 'db',
        owner: { person: 'dba@example.org' },
        estimate: { optimistic: 600, likely: 1_200, pessimistic: 2_700 },
        after: [
          { task: 1, link: 'finish_start', lag: 0 },
          { task: 2, link: 'start_start', lag: 300 },
        ],
      },
      {
        name: 'Check',
        owner: { team: 'ops' },
        estimate: { optimistic: 900, likely: 900, pessimistic: 900 },
      },
    ],
  });
  expect(tasksOf(rowsOf('Wait\t\t\t\tsoon'), 'name', WORDS)).toEqual({ unread: 'soon' });
});
