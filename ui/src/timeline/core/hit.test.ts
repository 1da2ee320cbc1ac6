import { describe, expect, it } from 'vitest';
import { gripAt } from './edit';
import { ROW_HEIGHT, RowGeometry, SLOT_LANE, TRACK_HEIGHT } from './geometry';
import { type Hit, hitAt } from './hit';
import { lanesFor } from './lanes';
import { clustersOf } from './markers';
import type { Slot, TimelineItem } from './model';
import { resourceRowsOf } from './resources';
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

describe('on a resource lies', () => {
  const slot = (id: string, start: number, end: number, state: Slot['state'] = 'approved'): Slot => ({
    id,
    name: id,
    span: { start, end },
    state,
    isExclusive: true,
  });
  const taken = lanesFor([slot('upper', 100, 110), slot('lower', 105, 112)]);
  const resource = { id: 'r', key: 'r', name: 'r', parent: null, ...taken };
  const resources = [{ ...resource, blocks: [slot('block', 108, 120, 'blocked')] }];
  const own = resourceRowsOf([{ key: '', resources }], {
    isGrouped: false,
    toggled: new Set(),
    folded: false,
  });
  const options = { view, rows: own, geometry: new RowGeometry(own), clustersOf: () => [] };
  const under = (day: number, y: number) => hitAt(xOf(view, day), y, options);

  it('the slot of the lane, or the blocked time behind it', () => {
    expect(under(107, 10)).toMatchObject({ part: 'slot', slot: { id: 'upper' } });
    expect(under(107, 10 + SLOT_LANE)).toMatchObject({ part: 'slot', slot: { id: 'lower' } });
    expect(under(111, 10)).toMatchObject({ part: 'slot', slot: { id: 'block' } });
    expect(under(101, 10 + SLOT_LANE)).toMatchObject({ part: 'empty', row: 0 });
  });

  it('a slot to move, and a stretch to draw wherever there is none', () => {
    const grip = (day: number, y: number) => gripAt(xOf(view, day), y, { ...options, isFine: false });
    expect(grip(107, 10)?.part).toMatchObject({ kind: 'slot', id: 'upper', release: 'r' });
    expect(grip(115.5, 10)).toMatchObject({
      part: { kind: 'stretch', release: 'r', span: { start: 115, end: 116 } },
    });
    expect(grip(95.5, 10)?.part.row).toBe('r');
  });
});
