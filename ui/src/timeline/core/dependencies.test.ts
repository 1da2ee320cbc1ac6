import { describe, expect, it } from 'vitest';
import { type Dependency, linesOf, rowsByItem } from './dependencies';
import { RowGeometry } from './geometry';
import type { TimelineItem } from './model';
import { randomFrom, someItems } from './samples';
import { rowsOf } from './tree';

const EVERYTHING = { start: 0, end: 100_000 };

function item(id: string, end: number, parent: string | null = null): TimelineItem {
  return {
    id,
    key: id,
    name: id,
    kind: parent ? 'project' : 'train',
    parent,
    span: { start: end - 10, end },
    phases: [],
    markers: [],
    facets: {},
  };
}

function shown(items: readonly TimelineItem[], closed: string[] = []) {
  const matching = new Set(items.map(({ id }) => id));
  const rows = rowsOf(items, { grouping: null, toggled: new Set(closed), matching, folded: false });
  const geometry = new RowGeometry(rows);
  return { items, rows, geometry, range: { first: 0, last: rows.length }, days: EVERYTHING };
}

const need = (release: string, needs: string, more: Partial<Dependency> = {}): Dependency => ({
  release,
  needs,
  hard: true,
  trouble: null,
  ...more,
});

describe('a line between two releases', () => {
  const items = [item('a', 100), item('b', 120), item('c', 90)];

  it('leaves the middle of the one that is needed and meets the edge of the other', () => {
    const [line] = linesOf([need('b', 'a')], shown(items));
    expect(line).toMatchObject({ span: { start: 100, end: 110 }, isBack: false, from: 14, to: 28 + 7 });
    const [up] = linesOf([need('a', 'c')], shown(items));
    expect(up).toMatchObject({ span: { start: 90, end: 90 }, isBack: false, from: 2 * 28 + 14, to: 28 - 7 });
  });

  it('meets the end of what can begin without', () => {
    const [line] = linesOf([need('b', 'a', { hard: false })], shown(items));
    expect(line).toMatchObject({ span: { start: 100, end: 120 }, isBack: false });
  });

  it('goes back in time when what is needed comes later', () => {
    const [line] = linesOf([need('c', 'b', { trouble: 'later' })], shown(items));
    expect(line).toMatchObject({ isBack: true, span: { start: 80, end: 120 } });
  });

  it('is not drawn when one end is not shown, or neither is near', () => {
    expect(linesOf([need('a', 'nowhere')], shown(items))).toEqual([]);
    const options = shown(items);
    expect(linesOf([need('b', 'a')], { ...options, range: { first: 2, last: 3 } })).toEqual([]);
    expect(linesOf([need('b', 'a')], { ...options, days: { start: 200, end: 300 } })).toEqual([]);
    expect(linesOf([need('b', 'a')], { ...options, range: { first: 1, last: 2 } })).toHaveLength(1);
  });

  it('in trouble lies above the others', () => {
    const lines = linesOf([need('b', 'a', { trouble: 'cancelled' }), need('c', 'a')], shown(items));
    expect(lines.map(({ dependency }) => dependency.trouble)).toEqual([null, 'cancelled']);
  });
});

describe('members of a closed train', () => {
  const items = [item('train', 100), item('m1', 90, 'train'), item('m2', 95, 'train'), item('other', 80)];

  it('have the row of their train, and no line to each other', () => {
    const closed = shown(items, ['train']);
    expect(closed.rows).toHaveLength(2);
    expect(rowsByItem(items, closed.rows).get('m1')).toBe(0);
    const [line, ...more] = linesOf([need('m1', 'm2'), need('m1', 'other')], closed);
    expect(more).toEqual([]);
    expect(line?.dependency.needs).toBe('other');
  });

  it('have rows of their own when it is open', () => {
    expect(linesOf([need('m1', 'm2'), need('m1', 'other')], shown(items))).toHaveLength(2);
  });
});

describe('many releases', () => {
  it('have no more lines than one can follow, whatever their order', () => {
    const random = randomFrom(7);
    const items = someItems(random, 200);
    const ids = items.map(({ id }) => id);
    const many = Array.from({ length: 600 }, () =>
      need(
        ids[Math.floor(random() * 200)] as string,
        ids[Math.floor(random() * 200)] as string,
        random() < 0.1 ? { trouble: 'later' } : {},
      ),
    ).filter(({ release, needs }) => release !== needs);
    const lines = linesOf(many, shown(items));
    expect(lines.length).toBeLessThanOrEqual(160);
    const troubled = new Set(
      many.filter(({ trouble }) => trouble).map(({ release, needs }) => `${needs} ${release}`),
    );
    const drawn = new Set(lines.map(({ id }) => id));
    expect([...troubled].every((id) => drawn.has(id))).toBe(true);
  });
});
