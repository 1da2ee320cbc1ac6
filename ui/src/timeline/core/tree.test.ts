import { describe, expect, it } from 'vitest';
import { matching } from './filter';
import type { TimelineItem } from './model';
import { randomFrom, someItems } from './samples';
import { isSameRow, type Row, rowsOf, type TreeOptions } from './tree';

const everything = (items: readonly TimelineItem[]): TreeOptions => ({
  grouping: null,
  toggled: new Set(),
  folded: false,
  matching: new Set(items.map((item) => item.id)),
});

function releaseIds(rows: readonly Row[]): string[] {
  return rows.filter((row) => row.type === 'release').map((row) => row.id);
}

describe('rows', () => {
  it('show every release once, members below their train', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const items = someItems(randomFrom(seed), 60);
      const rows = rowsOf(items, everything(items));
      expect(releaseIds(rows).sort()).toEqual(items.map((item) => item.id).sort());
      rows.forEach((row, index) => {
        if (row.parent === null) return;
        const parent = rows.findIndex((candidate) => candidate.id === row.parent);
        expect(parent).toBeLessThan(index);
        expect(rows[parent]?.level).toBe(row.level - 1);
        expect(rows[parent]?.open).toBe(true);
        for (const between of rows.slice(parent + 1, index))
          expect(between.level).toBeGreaterThanOrEqual(row.level);
      });
    }
  });

  it('count siblings as they stand', () => {
    const items = someItems(randomFrom(5), 80);
    const rows = rowsOf(items, { ...everything(items), grouping: { facet: 'colour', order: [] } });
    for (const parent of new Set(rows.map((row) => row.parent))) {
      const siblings = rows.filter((row) => row.parent === parent);
      siblings.forEach((row, index) => {
        expect([row.position, row.siblings]).toEqual([index + 1, siblings.length]);
      });
    }
  });

  it('stay in one group, and a member leaves a train of another group', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const items = someItems(randomFrom(seed), 60);
      const rows = rowsOf(items, {
        ...everything(items),
        grouping: { facet: 'colour', order: ['green', 'red'] },
      });
      const groups = rows.filter((row) => row.type === 'group');
      expect(groups.map((row) => row.key)).toEqual(['green', 'red', '']);
      expect(groups.reduce((sum, row) => sum + row.items.length, 0)).toBe(items.length);
      expect(releaseIds(rows).sort()).toEqual(items.map((item) => item.id).sort());
      let group = '';
      for (const row of rows) {
        if (row.type === 'group') group = row.key;
        else expect(row.item.facets.colour).toBe(group);
      }
    }
  });

  it('disappear with what they are below, when that is closed', () => {
    const items = someItems(randomFrom(9), 40);
    const open = rowsOf(items, everything(items));
    const train = open.find((row) => row.type === 'release' && row.members > 2) as Row;
    const closed = rowsOf(items, { ...everything(items), toggled: new Set([train.id]) });
    expect(closed.find((row) => row.id === train.id)?.open).toBe(false);
    expect(closed.some((row) => row.parent === train.id)).toBe(false);
    expect(closed.length).toBeLessThan(open.length);
  });

  it('show phases of a release that is opened', () => {
    const items = someItems(randomFrom(9), 40);
    const row = rowsOf(items, everything(items)).find(
      (candidate) => candidate.type === 'release' && candidate.members === 0 && candidate.expandable,
    ) as Row & { type: 'release' };
    expect(row.open).toBe(false);
    const rows = rowsOf(items, { ...everything(items), toggled: new Set([row.id]) });
    expect(rows.filter((candidate) => candidate.parent === row.id)).toHaveLength(row.item.phases.length);
  });

  it('are the same when nothing changed, and only then', () => {
    const items = someItems(randomFrom(6), 40);
    const options = { ...everything(items), grouping: { facet: 'colour', order: [] } };
    const rows = rowsOf(items, options);
    const again = rowsOf(items, options);
    expect(rows.every((row, index) => isSameRow(row, again[index] as Row))).toBe(true);
    const train = rows.find((row) => row.type === 'release' && row.members > 0) as Row;
    const closed = rowsOf(items, { ...options, toggled: new Set([train.id]) });
    expect(isSameRow(train, closed.find((row) => row.id === train.id) as Row)).toBe(false);
    const fewer = rowsOf(items.slice(0, -1), {
      ...everything(items.slice(0, -1)),
      grouping: options.grouping,
    });
    expect(fewer.some((row) => row.type === 'group' && !rows.some((old) => isSameRow(old, row)))).toBe(true);
  });

  it('above a match stay as context, others go', () => {
    const items = someItems(randomFrom(2), 60);
    const member = items.findLast((item) => item.parent !== null) as TimelineItem;
    const found = matching(items, { text: `${member.key.toLowerCase()}  release`, facets: {} });
    expect(found.has(member.id)).toBe(true);
    const rows = rowsOf(items, { ...everything(items), matching: found });
    for (const row of rows) {
      if (row.type === 'release') expect(row.context).toBe(!found.has(row.id));
    }
    expect(releaseIds(rows)).toContain(member.parent);
  });
});

describe('a filter', () => {
  const items = someItems(randomFrom(4), 50);

  it('takes any of the values of a facet and all of the facets', () => {
    const found = matching(items, { text: '', facets: { colour: ['red', ''], none: [] } });
    expect([...found].sort()).toEqual(
      items
        .filter((item) => item.facets.colour !== 'green')
        .map((item) => item.id)
        .sort(),
    );
  });

  it('wants every word, in the key or the name', () => {
    expect([...matching(items, { text: 'RELEASE r-7', facets: {} })]).toEqual(['release-7']);
    expect(matching(items, { text: 'release nowhere', facets: {} }).size).toBe(0);
  });
});
