/**
 * What a row shows at a step of zoom: its clusters, and which names have room. Most steps change nothing for most
 * rows; then the very same object is answered, so that such a row is not rendered again.
 */
import type { Day, Span } from '../core/days';
import { lanesOf } from '../core/geometry';
import { type Cluster, clustersOf, type PlacedLabel, placeLabels, pxPerDayOf } from '../core/markers';
import type { Marker, TimelineItem } from '../core/model';
import type { Row } from '../core/tree';
import { cutToFit, widthOf } from './widths';

/** A name and what of it is shown. */
export interface RowLabel extends PlacedLabel {
  readonly text: string;
}

export interface RowShape {
  readonly clusters: readonly Cluster[];
  readonly labels: readonly RowLabel[];
  /** Ids of the phases whose names fit them. */
  readonly named: ReadonlySet<string>;
}

const EMPTY: RowShape = { clusters: [], labels: [], named: new Set() };

/** Longer names are cut, so that one does not take the place of three; CSS pixels. */
const WIDEST = 132;
/** Before a name, and for the gate at the end of its phase. */
const PHASE_AIR = 14;

interface Known {
  readonly byStep: Map<number, RowShape>;
  readonly bySignature: Map<string, RowShape>;
}

const shapes = new WeakMap<TimelineItem, Known>();

/** Phase rows and groups have neither markers nor names. */
export function shapeOf(row: Row, step: number): RowShape {
  if (row.type !== 'release') return EMPTY;
  let known = shapes.get(row.item);
  if (!known) {
    known = { byStep: new Map(), bySignature: new Map() };
    shapes.set(row.item, known);
  }
  const again = known.byStep.get(step);
  if (again) return again;
  const made = makeShape(row, row.item, pxPerDayOf(step));
  const signature = signatureOf(made);
  const shape = known.bySignature.get(signature) ?? made;
  known.bySignature.set(signature, shape);
  known.byStep.set(step, shape);
  return shape;
}

const parts = new WeakMap<RowShape, Map<string, RowShape>>();

/** What of a shape lies in these days, and the cluster that must not go; the very same object while that is the same. */
export function partOfShape(row: Row, shape: RowShape, days: Span, stop: string | null): RowShape {
  if (row.type !== 'release') return shape;
  const isIn = (start: Day, end: Day) => start < days.end && end > days.start;
  const { phases } = row.item;
  const part = {
    clusters: shape.clusters.filter(
      ({ id, at, markers }) => id === stop || isIn(Math.min(at, ...markers.map(firstDayOf)), at),
    ),
    // A name hangs to the right of its place, nobody knows how far.
    labels: shape.labels.filter(({ at }) => at < days.end),
    named: new Set(phases.filter(({ id, start, end }) => shape.named.has(id) && isIn(start, end)).map(idOf)),
  };
  if (
    part.clusters.length === shape.clusters.length &&
    part.labels.length === shape.labels.length &&
    part.named.size === shape.named.size
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

function makeShape(row: Row, item: TimelineItem, pxPerDay: number): RowShape {
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
  };
}

/** Clusters begin with other markers when they differ, labels hang elsewhere when they differ. */
function signatureOf({ clusters, labels, named }: RowShape): string {
  const parts = clusters.map((cluster) => `${cluster.id}+${cluster.markers.length}`);
  return [...parts, '|', ...labels.map(({ marker, lane }) => `${marker.id}@${lane}`), '|', ...named].join(
    ' ',
  );
}
