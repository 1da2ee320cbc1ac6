import { describe, expect, it } from 'vitest';
import { dayOf, isWeekend, weekdayOf } from './days';
import {
  addWorking,
  cellAt,
  dragged,
  type Edge,
  type Grip,
  gripAt,
  HANDLE,
  handlesOf,
  isMoved,
  nearestWorking,
  type Part,
  stepped,
  stepsOf,
  workingBetween,
} from './edit';
import { ROW_HEIGHT, RowGeometry, TRACK_HEIGHT } from './geometry';
import { clustersOf } from './markers';
import type { TimelineItem } from './model';
import { between, randomFrom } from './samples';
import { viewOf, xOf } from './scale';
import { rowsOf } from './tree';

/** Feet: one day at a time. */
function walk(day: number, n: number): number {
  let at = day;
  for (let left = Math.abs(n); left > 0; ) {
    at += Math.sign(n);
    if (!isWeekend(at)) left -= 1;
  }
  return at;
}

const MONDAY = dayOf(2026, 3, 2);

describe('working days', () => {
  const random = randomFrom(7);
  it('are stepped as one does who walks, and counted back the same', () => {
    for (let round = 0; round < 2_000; round += 1) {
      const day = between(random, MONDAY - 500, MONDAY + 500);
      const n = between(random, -120, 120);
      const to = addWorking(day, n);
      expect(to).toBe(walk(day, n));
      expect(workingBetween(day, to)).toBe(n);
    }
  });

  it('are found from a weekend in either direction', () => {
    expect(nearestWorking(MONDAY + 5, 1)).toBe(MONDAY + 7);
    expect(nearestWorking(MONDAY + 6, -1)).toBe(MONDAY + 4);
    expect(nearestWorking(MONDAY, -1)).toBe(MONDAY);
  });
});

const part = (start: number, end: number): Part => ({
  kind: 'release',
  id: 'rel_1',
  name: 'Release',
  release: 'rel_1',
  row: 'rel_1',
  span: { start, end },
});

describe('what is dragged', () => {
  const random = randomFrom(11);
  const EDGES: Edge[] = ['whole', 'start', 'end'];
  it('lands on working days, keeps them as many as they were, and never ends before it begins', () => {
    for (let round = 0; round < 2_000; round += 1) {
      const start = nearestWorking(between(random, MONDAY - 200, MONDAY + 200), 1);
      const last = nearestWorking(start + between(random, 0, 90), 1);
      const grip: Grip = { part: part(start, last + 1), edge: EDGES[round % 3] as Edge };
      const days = random() * 160 - 80;
      const edit = dragged(grip, days);
      const { after } = edit;
      expect(after.end).toBeGreaterThan(after.start);
      expect(weekdayOf(after.start)).toBeLessThan(5);
      expect(weekdayOf(after.end - 1)).toBeLessThan(5);
      if (grip.edge === 'whole') {
        expect(workingBetween(after.start, after.end - 1)).toBe(workingBetween(start, last));
        expect(Math.abs(after.start - start - days)).toBeLessThan(3);
      }
      if (grip.edge === 'start') expect(after.end).toBe(last + 1);
      if (grip.edge === 'end') expect(after.start).toBe(start);
    }
  });

  it('stays where it is while the pointer is nearer to it than to the next day', () => {
    const grip: Grip = { part: part(MONDAY, MONDAY + 3), edge: 'whole' };
    expect(isMoved(dragged(grip, 0.4))).toBe(false);
    expect(isMoved(dragged(grip, -0.6))).toBe(true);
  });

  it('is counted in working days', () => {
    const grip: Grip = { part: part(MONDAY, MONDAY + 12), edge: 'whole' };
    expect(stepsOf(dragged(grip, 7))).toBe(5);
    expect(stepsOf(stepped(grip, -3))).toBe(-3);
    expect(stepsOf(stepped({ ...grip, edge: 'end' }, 4))).toBe(4);
    expect(stepped({ ...grip, edge: 'end' }, -400).after).toEqual({ start: MONDAY, end: MONDAY + 1 });
  });
});

const train: TimelineItem = {
  id: 'train',
  key: 'T-1',
  name: 'Train',
  kind: 'train',
  parent: null,
  span: { start: 100, end: 160 },
  phases: [],
  markers: [{ id: 'g1', kind: 'gate', name: 'Exit', start: null, day: 159, state: 'pending' }],
  facets: {},
};
const member: TimelineItem = {
  ...train,
  id: 'member',
  kind: 'project',
  parent: 'train',
  phases: [{ id: 'build', name: 'Build', start: 110, end: 130 }],
  span: { start: 110, end: 150 },
  markers: [
    { id: 'g2', kind: 'gate', name: 'Exit', start: null, day: 149, state: 'pending' },
    { id: 'g3', kind: 'gate', name: 'One', start: null, day: 120, state: 'pending' },
    { id: 'g4', kind: 'gate', name: 'Other', start: null, day: 120, state: 'pending' },
  ],
};
const rows = rowsOf([train, member], {
  grouping: null,
  toggled: new Set(['member']),
  folded: false,
  matching: new Set(['train', 'member']),
});
const view = viewOf(90, 100, 1_000);
const geometry = new RowGeometry(rows);
const options = {
  view,
  rows,
  geometry,
  isFine: false,
  clustersOf: (row: (typeof rows)[number]) =>
    row.type === 'release' ? clustersOf(row.item.markers, view.pxPerDay) : [],
};
const held = (x: number, y: number, isFine = false) => {
  const grip = gripAt(x, y, { ...options, isFine });
  return grip && `${grip.edge} of ${grip.part.id}`;
};

describe('one holds', () => {
  const MIDDLE = ROW_HEIGHT / 2;
  it('a bar by its middle or by its ends, a little beside them too', () => {
    expect(held(xOf(view, 130), MIDDLE)).toBe('whole of train');
    expect(held(xOf(view, 100) - 3, MIDDLE)).toBe('start of train');
    expect(held(xOf(view, 160) + 3, MIDDLE)).toBe('end of train');
    expect(held(xOf(view, 160) + HANDLE + 3, MIDDLE)).toBe(null);
    expect(held(xOf(view, 95), MIDDLE)).toBe(null);
  });

  it('a gate, and beyond a gate on the end of a bar that end', () => {
    expect(held(xOf(view, 159.5), ROW_HEIGHT + TRACK_HEIGHT / 2)).toBe('whole of g1');
    const y = geometry.top(1) + MIDDLE;
    expect(held(xOf(view, 149.5), y)).toBe('whole of g2');
    expect(held(xOf(view, 149.5) + 9, y)).toBe('end of member');
    const handles = rows[1] && handlesOf(rows[1], options);
    expect(handles?.end).toBe(xOf(view, 149.5) + 8);
  });

  it('of gates that share a place none', () => {
    expect(held(xOf(view, 120.5), geometry.top(1) + MIDDLE)).toBe(null);
  });

  it('a phase in its own row', () => {
    const y = geometry.top(2) + MIDDLE;
    expect(held(xOf(view, 120), y)).toBe('whole of build');
    expect(held(xOf(view, 130) + 2, y)).toBe('end of build');
  });

  it('a phase inside the bar of its release when one means it so', () => {
    const y = geometry.top(1) + MIDDLE;
    expect(held(xOf(view, 115), y)).toBe('whole of member');
    expect(held(xOf(view, 115), y, true)).toBe('whole of build');
    expect(held(xOf(view, 130) - 3, y, true)).toBe('end of build');
    expect(held(xOf(view, 110) + 3, y, true)).toBe('start of build');
    expect(held(xOf(view, 140), y, true)).toBe('whole of member');
  });
});

describe('a stretch', () => {
  const stretch = (start: number, end: number): Grip => ({
    part: { ...part(start, end), kind: 'stretch' },
    edge: 'end',
  });

  it('grows by whole cells to either side of the first', () => {
    const drawn = (days: number) => dragged(stretch(10, 10.25), days).after;
    expect(drawn(0)).toEqual({ start: 10, end: 10.25 });
    expect(drawn(0.6)).toEqual({ start: 10, end: 10.75 });
    expect(drawn(-0.4)).toEqual({ start: 9.5, end: 10.25 });
    expect(isMoved(dragged(stretch(10, 11), 0)), 'one cell is a stretch').toBe(true);
  });

  it('is made of days, parts of a day or hours, by what there is room for', () => {
    const cell = (days: number) => cellAt(10.4, viewOf(0, days, 1_000));
    expect(cell(92)).toEqual({ start: 10, end: 11 });
    expect(cell(14)).toEqual({ start: 10.25, end: 10.5 });
    expect(cell(3).end - cell(3).start).toBeCloseTo(1 / 24, 9);
  });
});

describe('a slot', () => {
  const slot = (start: number, end: number, edge: Grip['edge'], cell = 0.25): Grip => ({
    part: { ...part(start, end), kind: 'slot', cell },
    edge,
  });

  it('moves by whole cells and keeps its length and its minutes', () => {
    expect(dragged(slot(10.1, 11.4, 'whole'), 0.6).after).toEqual({ start: 10.6, end: 11.9 });
    expect(dragged(slot(10, 11, 'whole', 1), 5.4).after).toEqual({ start: 15, end: 16 });
    expect(isMoved(dragged(slot(10.1, 11.4, 'whole'), 0.1))).toBe(false);
  });

  it('is made longer or shorter by its ends, never below a cell nor longer for being short', () => {
    expect(dragged(slot(10, 11, 'start'), 0.5).after).toEqual({ start: 10.5, end: 11 });
    expect(dragged(slot(10, 11, 'start'), 4).after).toEqual({ start: 10.75, end: 11 });
    expect(dragged(slot(10, 11, 'end'), -4).after).toEqual({ start: 10, end: 10.25 });
    expect(dragged(slot(10, 10.1, 'end'), -4).after).toEqual({ start: 10, end: 10.1 });
    expect(dragged(slot(10, 10.1, 'end'), 1).after.end).toBeCloseTo(11.1, 9);
  });

  it('is stepped by keys, on and back again', () => {
    const once = stepped(slot(10, 11, 'whole'), 3);
    expect(once.after).toEqual({ start: 10.75, end: 11.75 });
    expect(stepsOf(once)).toBe(3);
    expect(isMoved(stepped(once, 0))).toBe(false);
    expect(stepsOf(stepped(slot(10, 11, 'end'), -2))).toBe(-2);
  });
});
