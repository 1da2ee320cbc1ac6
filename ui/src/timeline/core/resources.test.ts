import { describe, expect, it } from 'vitest';
import type { Resource } from './model';
import { resourceRowsOf } from './resources';

const resource = (id: string, parent: string | null = null): Resource => ({
  id,
  key: id,
  name: id,
  parent,
  slots: [],
  lanes: [],
  blocks: [],
});

const OPEN = { isGrouped: false, toggled: new Set<string>(), folded: false };
const shown = (rows: ReturnType<typeof resourceRowsOf>) =>
  rows.map(({ id, level, position, siblings, open }) => [id, level, `${position}/${siblings}`, open]);

describe('rows of resources', () => {
  const resources = [resource('a'), resource('b', 'a'), resource('c', 'b'), resource('d')];

  it('put parts below their whole, and close with it', () => {
    const groups = [{ key: '', resources }];
    expect(shown(resourceRowsOf(groups, OPEN))).toEqual([
      ['a', 1, '1/2', true],
      ['b', 2, '1/1', true],
      ['c', 3, '1/1', false],
      ['d', 1, '2/2', false],
    ]);
    expect(shown(resourceRowsOf(groups, { ...OPEN, folded: true, toggled: new Set(['a']) }))).toEqual([
      ['a', 1, '1/2', true],
      ['b', 2, '1/1', false],
      ['d', 1, '2/2', false],
    ]);
  });

  it('leave a part by itself where its whole is in another group, and name rows by their group', () => {
    const groups = [
      { key: 'x', resources: [resource('b', 'a')] },
      { key: 'y', resources: [resource('a'), resource('b', 'a')] },
    ];
    const rows = resourceRowsOf(groups, { ...OPEN, isGrouped: true });
    expect(shown(rows)).toEqual([
      ['group:x', 1, '1/2', true],
      ['group:x/b', 2, '1/1', false],
      ['group:y', 1, '2/2', true],
      ['group:y/a', 2, '1/1', true],
      ['group:y/b', 3, '1/1', false],
    ]);
    expect(rows.at(-1)?.parent).toBe('group:y/a');
    const closed = { ...OPEN, isGrouped: true, toggled: new Set(['group:y']) };
    expect(resourceRowsOf(groups, closed)).toHaveLength(3);
  });
});
