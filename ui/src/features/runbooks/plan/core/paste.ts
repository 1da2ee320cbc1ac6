import type { NewPlanTask, TaskKind } from '../../../../api/types';
import { estimateOf } from '../../../../components/duration';
import { afterOf } from './links';

/** Rows of a spreadsheet as they lie on the clipboard: cells apart by tabs, quoted where they hold lines of their own. */
export function rowsOf(pasted: string): string[][] {
  const rows: string[][] = [[]];
  const text = pasted.replaceAll('\r\n', '\n').replace(/\n$/, '');
  let cell = '';
  let isQuoted = false;
  const end = () => {
    rows.at(-1)?.push(cell);
    cell = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (isQuoted) {
      if (sign === '"' && text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else if (sign === '"') isQuoted = false;
      else cell += sign;
    } else if (sign === '"' && cell === '') isQuoted = true;
    else if (sign === '\t') end();
    else if (sign === '\n') {
      end();
      rows.push([]);
    } else cell += sign;
  }
  end();
  return rows.filter((row) => row.some((one) => one.trim() !== ''));
}

/** What can be typed into a cell, from left to right. */
export const EDITED = ['name', 'kind', 'lane', 'owner', 'estimate', 'after'] as const;
export type Edited = (typeof EDITED)[number];

export interface PasteWords {
  kinds: ReadonlyMap<string, TaskKind>;
  lanes: ReadonlyMap<string, string>;
}

/** Who is meant: a person by an address, else a team by its key. */
export const partyOf = (typed: string) => (typed.includes('@') ? { person: typed } : { team: typed });

/** The tasks of pasted rows, whose first cell belongs to this column. Null and the cell's text for what cannot be read. */
export function tasksOf(
  rows: string[][],
  first: Edited,
  { kinds, lanes }: PasteWords,
): { tasks: NewPlanTask[] } | { unread: string } {
  const columns = EDITED.slice(EDITED.indexOf(first));
  const tasks: NewPlanTask[] = [];
  for (const row of rows) {
    const typed = (column: Edited) => (row[columns.indexOf(column)] ?? '').trim();
    const task: NewPlanTask = { name: typed('name') };
    const said = { kind: typed('kind'), lane: typed('lane'), owner: typed('owner') };
    const estimate = typed('estimate');
    const after = typed('after');
    if (said.kind) {
      const kind = kinds.get(said.kind.toLowerCase());
      if (!kind) return { unread: said.kind };
      task.kind = kind;
    }
    if (said.lane) task.lane = lanes.get(said.lane.toLowerCase()) ?? said.lane;
    if (said.owner) task.owner = partyOf(said.owner);
    if (estimate) {
      const read = estimateOf(estimate);
      if (!read) return { unread: estimate };
      task.estimate = read;
    }
    if (after) {
      const read = afterOf(after);
      if (!read) return { unread: after };
      task.after = read;
    }
    tasks.push(task);
  }
  return { tasks };
}
