import { describe, expect, it } from 'vitest';
import { ROW_HEIGHT, RowGeometry, TRACK_HEIGHT } from './geometry';
import { type Hit, hitAt } from './hit';
import { clustersOf } from './markers';
import type { TimelineItem } from './model';
import { viewOf, xOf } from './scale';
import { rowsOf } from './tree';

const train: TimelineItem = {
  id: 'train',
  key: 'T-1',
  name: 'Train',
  kind: 'train',
  parent: null,
  span: { start: 100, end: 160 },
  phases: [
    { id: 'build', name: 'Build', start: 100, end: 130 },
    { id: 'test', name: 'Test', start: 140, end: 160 },
  ],
  markers: [{ id: 'g1', kind: 'gate', name: 'Exit', start: null, day: 129, state: 'pending' }],
  facets: {},
};
const member: TimelineItem = {
  ...train,
  id: 'member',
  kind: 'project',
  parent: 'train',
  phases: [],
  span: { start: 110, end: 111 },
};
const rows = rowsOf([train, member], {
  grouping: null,
  toggled: new Set(),
  folded: false,
  matching: new Set(['train', 'member']),
});
const view = viewOf(90, 100, 1_000);
const geometry = new RowGeometry(rows);
const at = (day: number, y: number): Hit =>
  hitAt(xOf(view, day), y, {
    view,
    rows,
    geometry,
    clustersOf: (row) => (row.type === 'release' ? clustersOf(row.item.markers, view.pxPerDay) : []),
  });

describe('under the pointer lies', () => {
  const memberTop = geometry.top(1);

  it('the gate on the track of a train, not on its bar', () => {
    expect(at(129.5, ROW_HEIGHT + TRACK_HEIGHT / 2)).toMatchObject({ part: 'marker', row: 0 });
    expect(at(129.5, 10)).toMatchObject({ part: 'phase', phase: { id: 'build' } });
  });

  it('the gate of a member, on its row', () => {
    expect(at(129.5, memberTop + 10)).toMatchObject({ part: 'marker', row: 1 });
  });

  it('a phase, or the bar between phases', () => {
    expect(at(145, 10)).toMatchObject({ part: 'phase', phase: { id: 'test' } });
    expect(at(135, 10)).toMatchObject({ part: 'bar', row: 0 });
  });

  it('a bar of one day, a little wider than it is', () => {
    expect(at(110.2, memberTop + 10)).toMatchObject({ part: 'bar', row: 1 });
    expect(at(112, memberTop + 10)).toMatchObject({ part: 'empty', row: 1, day: 112 });
  });

  it('nothing elsewhere', () => {
    expect(at(95, 10)).toMatchObject({ part: 'empty', row: 0 });
    expect(at(95, 5_000)).toMatchObject({ part: 'empty', row: -1 });
    expect(at(150, ROW_HEIGHT + TRACK_HEIGHT + 5)).toMatchObject({ part: 'empty', row: 0 });
  });
});
