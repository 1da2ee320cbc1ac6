/** Where each row is, and which rows and days a window shows. */
import { laneCountOf } from './lanes';
import type { Row } from './tree';

/** Of every row without a track, in CSS pixels. */
export const ROW_HEIGHT = 28;
/** Below the bar of some releases: a track for gates, then lanes for their names. */
export const TRACK_HEIGHT = 14;
const LANE_HEIGHT = 13;
const LANE_GAP = 2;
/** A resource has a lane for each slot at the same time; slots are a little less high, with air above the first. */
export const SLOT_LANE = 22;
export const SLOT_HEIGHT = 20;
export const SLOT_AIR = 4;

/** So many gates are more than a bar of its own height can hold. */
const MANY_MARKERS = 6;

/** Gates get a track with names below the bar of a release that stands for others, or has many of them. */
export function hasTrack(row: Row): boolean {
  if (row.type !== 'release') return false;
  const { kind, markers } = row.item;
  return markers.length >= MANY_MARKERS || (kind === 'train' && markers.length > 0);
}

/** Lanes for names: as many as its markers need at most zooms, but the same at every one, so that no row jumps. */
export function lanesOf(row: Row): number {
  if (row.type !== 'release' || !hasTrack(row)) return 0;
  const count = row.item.markers.length;
  return count > 12 ? 3 : count > 3 ? 2 : 1;
}

export function heightOf(row: Row): number {
  if (row.type === 'resource') return ROW_HEIGHT + (laneCountOf(row.resource) - 1) * SLOT_LANE;
  return hasTrack(row) ? ROW_HEIGHT + TRACK_HEIGHT + lanesOf(row) * LANE_HEIGHT + LANE_GAP : ROW_HEIGHT;
}

export interface RowRange {
  /** Index of the first row. */
  readonly first: number;
  /** Index after the last row. */
  readonly last: number;
}

/** Rows stacked without a gap; tops in CSS pixels from the first row. */
export class RowGeometry {
  readonly #tops: Float64Array;

  constructor(rows: readonly Row[]) {
    this.#tops = new Float64Array(rows.length + 1);
    rows.forEach((row, index) => {
      this.#tops[index + 1] = this.top(index) + heightOf(row);
    });
  }

  get count(): number {
    return this.#tops.length - 1;
  }

  /** Height of all rows together. */
  get height(): number {
    return this.top(this.count);
  }

  top(index: number): number {
    return this.#tops[index] ?? 0;
  }

  /** The row at a height, or −1 above the first and below the last. */
  at(y: number): number {
    if (y < 0 || y >= this.height) return -1;
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.top(middle) <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Rows that show anything between two heights. */
  between(top: number, bottom: number): RowRange {
    if (this.count === 0 || bottom <= 0 || top >= this.height || bottom <= top) return { first: 0, last: 0 };
    const first = this.at(Math.max(0, top));
    const end = bottom >= this.height ? this.count - 1 : this.at(bottom);
    return { first, last: this.top(end) < bottom ? end + 1 : end };
  }

  /** The scroll offset nearest to the present one at which a row is wholly in a window of this height. */
  scrollFor(index: number, scroll: number, windowHeight: number): number {
    const top = this.top(index);
    const bottom = this.top(index + 1);
    if (top < scroll) return top;
    if (bottom > scroll + windowHeight) return Math.max(0, Math.min(top, bottom - windowHeight));
    return scroll;
  }
}
