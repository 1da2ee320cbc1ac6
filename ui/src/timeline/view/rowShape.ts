/**
 * What a row shows at a step of zoom: its clusters, and which names have room. Most steps change nothing for most
 * rows; then the very same object is answered, so that such a row is not rendered again.
 */
import type { Day, Span } from '../core/days';
import { lanesOf } from '../core/geometry';
import { type Cluster, clustersOf, type PlacedLabel, placeLabels, pxPerDayOf } from '../core/markers';
import type { Marker, Resource, Slot, TimelineItem } from '../core/model';
import type { ReleaseRow, Row } from '../core/tree';
import type { Target } from './types';
import { cutToFit, widthOf } from './widths';

export type Stop = Pick<Cluster, 'id' | 'at'>;

/** A slot, and what of its name is shown. */
export interface RowSlot {
  readonly slot: Slot;
  /** Blocked times have none: they lie behind all lanes. */
  readonly lane: number | null;
  readonly text: string;
}

/** A name and what of it is shown. */
export interface RowLabel extends PlacedLabel {
  readonly text: string;
}

export interface RowShape {
  readonly clusters: readonly Cluster[];
  readonly labels: readonly RowLabel[];
  /** Ids of the phases whose names fit them. */
  readonly named: ReadonlySet<string>;
  readonly slots: readonly RowSlot[];
}

const EMPTY: RowShape = { clusters: [], labels: [], named: new Set(), slots: [] };

/** Longer names are cut, so that one does not take the place of three; CSS pixels. */
const WIDEST = 132;
/** Before a name, and for the gate at the end of its phase. */
const PHASE_AIR = 14;
/** Before and after the name of a slot; room for one comes in so many sizes that few change at a step of zoom. */
const SLOT_AIR = 10;
const NAME_ROOMS = [22, 32, 46, 66, 96, 140, 200];

interface Known {
  readonly byStep: Map<number, RowShape>;
  readonly bySignature: Map<string, RowShape>;
}

const shapes = new WeakMap<TimelineItem | Resource, Known>();

/** Phase rows and groups have neither markers nor names. */
export function shapeOf(row: Row, step: number): RowShape {
  if (row.type === 'group' || row.type === 'phase') return EMPTY;
  const subject = row.type === 'release' ? row.item : row.resource;
  let known = shapes.get(subject);
  if (!known) {
    known = { byStep: new Map(), bySignature: new Map() };
    shapes.set(subject, known);
  }
  const again = known.byStep.get(step);
  if (again) return again;
  const pxPerDay = pxPerDayOf(step);
  const made =
    row.type === 'release' ? shapeOfRelease(row, pxPerDay) : shapeOfResource(row.resource, pxPerDay);
  const signature = signatureOf(made);
  const shape = known.bySignature.get(signature) ?? made;
  known.bySignature.set(signature, shape);
  known.byStep.set(step, shape);
  return shape;
}

const parts = new WeakMap<RowShape, Map<string, RowShape>>();

/** What of a shape lies in these days, and the stop that must not go; the very same object while that is the same. */
export function partOfShape(row: Row, shape: RowShape, days: Span, stop: string | null): RowShape {
  if (row.type === 'group' || row.type === 'phase') return shape;
  const isIn = (start: Day, end: Day) => start < days.end && end > days.start;
  const phases = row.type === 'release' ? row.item.phases : [];
  const part = {
    clusters: shape.clusters.filter(
      ({ id, at, markers }) => id === stop || isIn(Math.min(at, ...markers.map(firstDayOf)), at),
    ),
    // A name hangs to the right of its place, nobody knows how far.
    labels: shape.labels.filter(({ at }) => at < days.end),
    named: new Set(phases.filter(({ id, start, end }) => shape.named.has(id) && isIn(start, end)).map(idOf)),
    slots: shape.slots.filter(({ slot: { id, span } }) => id === stop || isIn(span.start, span.end)),
  };
  if (
    part.clusters.length === shape.clusters.length &&
    part.labels.length === shape.labels.length &&
    part.named.size === shape.named.size &&
    part.slots.length === shape.slots.length
  )
    return shape;
  const signature = signatureOf(part);
  const known = parts.get(shape) ?? new Map<string, RowShape>();
  parts.set(shape, known);
  const again = known.get(signature) ?? part;
  known.set(signature, again);
  return again;
}

const firstDayOf = ({ start, day }: Marker) => start ?? day;
const idOf = ({ id }: { id: string }) => id;

function shapeOfRelease(row: ReleaseRow, pxPerDay: number): RowShape {
  const { item } = row;
  const clusters = clustersOf(item.markers, pxPerDay);
  const lanes = lanesOf(row);
  const shorten = (name: string) => cutToFit(name, 'name', WIDEST);
  const measure = (name: string) => widthOf(shorten(name), 'name');
  const named = item.phases.filter(
    ({ name, start, end }) => widthOf(name, 'phase') + PHASE_AIR <= (end - start) * pxPerDay,
  );
  return {
    clusters,
    labels:
      lanes > 0
        ? placeLabels(clusters, { pxPerDay, lanes, measure }).map((label) => ({
            ...label,
            text: shorten(label.marker.name),
          }))
        : [],
    named: new Set(named.map(idOf)),
    slots: [],
  };
}

function shapeOfResource({ slots, lanes, blocks }: Resource, pxPerDay: number): RowShape {
  const textOf = ({ name, span }: Slot) => {
    const room = (span.end - span.start) * pxPerDay - SLOT_AIR;
    if (widthOf(name, 'name') <= room) return name;
    const size = NAME_ROOMS.findLast((one) => one <= room);
    return size === undefined ? '' : cutToFit(name, 'name', size);
  };
  return {
    ...EMPTY,
    slots: [
      ...blocks.map((slot) => ({ slot, lane: null, text: '' })),
      ...slots.map((slot, index) => ({ slot, lane: lanes[index] ?? 0, text: textOf(slot) })),
    ],
  };
}

/** What the keyboard can stop at in a row, in order of time. */
export function stopsOf(row: Row, step: number): readonly Stop[] {
  if (row.type !== 'resource') return shapeOf(row, step).clusters;
  return row.resource.slots.map(({ id, span }) => ({ id, at: span.start }));
}

/** What one points at or has chosen at a stop of a row; the row itself without one. */
export function targetOf(row: Row, step: number, stop: string | undefined): Target {
  const isIt = ({ id }: { id: string }) => id === stop;
  const slot = row.type === 'resource' ? row.resource.slots.find(isIt) : undefined;
  return { row, cluster: shapeOf(row, step).clusters.find(isIt) ?? null, slot: slot ?? null };
}

/** Clusters begin with other markers when they differ, labels hang elsewhere when they differ. */
function signatureOf({ clusters, labels, named, slots }: RowShape): string {
  const parts = clusters.map((cluster) => `${cluster.id}+${cluster.markers.length}`);
  const names = labels.map(({ marker, lane }) => `${marker.id}@${lane}`);
  const taken = slots.map(({ slot, text }) => `${slot.id}=${text}`);
  return [...parts, '|', ...names, '|', ...named, '|', ...taken].join(' ');
}
