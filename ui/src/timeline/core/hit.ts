/** What lies under a point of the plot. */
import type { Day } from './days';
import {
  hasTrack,
  heightOf,
  ROW_HEIGHT,
  type RowGeometry,
  SLOT_AIR,
  SLOT_LANE,
  TRACK_HEIGHT,
} from './geometry';
import { type Cluster, MARKER_GAP } from './markers';
import type { PhaseSpan, Resource, Slot } from './model';
import { dayAt, type Viewport, xOf } from './scale';
import type { Row } from './tree';

export type Hit =
  | { readonly part: 'marker'; readonly row: number; readonly cluster: Cluster }
  | { readonly part: 'phase'; readonly row: number; readonly phase: PhaseSpan }
  | { readonly part: 'bar'; readonly row: number }
  | { readonly part: 'slot'; readonly row: number; readonly slot: Slot }
  | { readonly part: 'empty'; readonly row: number; readonly day: Day };

/** A bar narrower than this is still this easy to point at, in CSS pixels. */
const LEAST_TARGET = 8;

export interface HitOptions {
  readonly view: Viewport;
  readonly rows: readonly Row[];
  readonly geometry: RowGeometry;
  clustersOf(row: Row): readonly Cluster[];
}

/** `x` from the left edge of the plot, `y` from the top of the first row. Markers lie above phases. */
export function hitAt(x: number, y: number, options: HitOptions): Hit {
  const index = options.geometry.at(y);
  const row = options.rows[index];
  const day = dayAt(options.view, x);
  if (!row) return { part: 'empty', row: -1, day };
  const within = y - options.geometry.top(index);
  if (row.type === 'resource') {
    const slot = slotAt(row.resource, x, within, options.view) ?? blockAt(row.resource, day);
    return slot ? { part: 'slot', row: index, slot } : { part: 'empty', row: index, day };
  }
  const track = hasTrack(row);
  const onMarkers = track ? within >= ROW_HEIGHT - 4 && within < ROW_HEIGHT + TRACK_HEIGHT : true;
  if (onMarkers) {
    const near = options
      .clustersOf(row)
      .map((cluster) => ({ cluster, away: Math.abs(xOf(options.view, cluster.at) - x) }))
      .filter(({ away }) => away <= MARKER_GAP / 2)
      .sort((left, right) => left.away - right.away)[0];
    if (near) return { part: 'marker', row: index, cluster: near.cluster };
  }
  if (row.type === 'group' || within >= Math.min(ROW_HEIGHT, heightOf(row)))
    return { part: 'empty', row: index, day };
  const span = row.type === 'phase' ? row.phase : row.item.span;
  const left = xOf(options.view, span.start);
  const right = Math.max(xOf(options.view, span.end), left + LEAST_TARGET);
  if (x < left || x >= right) return { part: 'empty', row: index, day };
  if (row.type === 'phase') return { part: 'phase', row: index, phase: row.phase };
  const phase = row.item.phases.find((candidate) => day >= candidate.start && day < candidate.end);
  return phase ? { part: 'phase', row: index, phase } : { part: 'bar', row: index };
}

/** `y` from the top of the row. */
function slotAt({ slots, lanes }: Resource, x: number, y: number, view: Viewport): Slot | undefined {
  const lane = Math.floor((y - SLOT_AIR) / SLOT_LANE);
  return slots.find(({ span }, index) => {
    const left = xOf(view, span.start);
    return lanes[index] === lane && x >= left && x < Math.max(xOf(view, span.end), left + LEAST_TARGET);
  });
}

function blockAt({ blocks }: Resource, day: Day): Slot | undefined {
  return blocks.find(({ span }) => day >= span.start && day < span.end);
}
