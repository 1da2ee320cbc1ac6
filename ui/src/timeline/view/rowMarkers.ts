/** Clusters and names of a release's markers at one step of zoom, worked out once and kept with the markers. */
import { hasTrack, LABEL_LANES } from '../core/geometry';
import { type Cluster, clustersOf, type PlacedLabel, placeLabels, pxPerDayOf } from '../core/markers';
import type { Marker } from '../core/model';
import type { Row } from '../core/tree';

const NO_MARKERS: readonly Cluster[] = [];

const clusters = new WeakMap<readonly Marker[], Map<number, readonly Cluster[]>>();
const labels = new WeakMap<readonly Cluster[], readonly PlacedLabel[]>();

/** What is drawn on a row: only releases have markers. */
export function clustersOn(row: Row, step: number): readonly Cluster[] {
  if (row.type !== 'release' || row.item.markers.length === 0) return NO_MARKERS;
  const { markers } = row.item;
  const steps = clusters.get(markers) ?? new Map<number, readonly Cluster[]>();
  clusters.set(markers, steps);
  const known = steps.get(step);
  if (known) return known;
  const made = clustersOf(markers, pxPerDayOf(step));
  steps.set(step, made);
  return made;
}

/** Names beside the markers of a row that has a track for them. */
export function labelsOn(row: Row, step: number): readonly PlacedLabel[] {
  if (!hasTrack(row)) return [];
  const shown = clustersOn(row, step);
  const known = labels.get(shown);
  if (known) return known;
  const placed = placeLabels(shown, {
    pxPerDay: pxPerDayOf(step),
    lanes: LABEL_LANES,
    measure: (text) => Math.min(WIDEST, widthOf(text)),
  });
  labels.set(shown, placed);
  return placed;
}

const LABEL_SIZE = '11px';
/** Longer names end in an ellipsis there (PlotRow.module.css), so that one does not take the place of three. */
const WIDEST = 132;
const widths = new Map<string, number>();
let canvas: CanvasRenderingContext2D | null = null;

function widthOf(text: string): number {
  let width = widths.get(text);
  if (width === undefined) {
    if (canvas === null) {
      canvas = document.createElement('canvas').getContext('2d');
      if (canvas) canvas.font = `500 ${LABEL_SIZE} ${getComputedStyle(document.body).fontFamily}`;
    }
    width = canvas?.measureText(text).width ?? text.length * 6;
    widths.set(text, width);
  }
  return width;
}
