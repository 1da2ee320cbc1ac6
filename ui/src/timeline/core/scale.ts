/** Which days are on the screen and how wide they are. A viewport is a value: every move makes a new one. */
import { type Day, dayOf, type Span } from './days';

export interface Viewport {
  /** The day at the left edge. */
  readonly start: Day;
  readonly pxPerDay: number;
  /** Width of the plot in CSS pixels. */
  readonly width: number;
}

/** Widest view: a little over two years. */
export const MAX_DAYS = 740;
/** Closest view: a single day. */
export const MIN_DAYS = 1;

/** The view never leaves these days, so that positions stay well inside what a browser can lay out. */
export const FIRST_DAY = dayOf(1990, 1, 1);
export const LAST_DAY = dayOf(2100, 1, 1);

export function dayAt(view: Viewport, x: number): Day {
  return view.start + x / view.pxPerDay;
}

export function xOf(view: Viewport, day: Day): number {
  return (day - view.start) * view.pxPerDay;
}

export function spanOf(view: Viewport): Span {
  return { start: view.start, end: dayAt(view, view.width) };
}

/** How many days are visible. */
export function daysIn(view: Viewport): number {
  return view.width / view.pxPerDay;
}

function clampZoom(pxPerDay: number, width: number): number {
  return Math.min(width / MIN_DAYS, Math.max(width / MAX_DAYS, pxPerDay));
}

function settled(start: Day, pxPerDay: number, width: number): Viewport {
  const days = width / pxPerDay;
  return { start: Math.min(LAST_DAY - days, Math.max(FIRST_DAY, start)), pxPerDay, width };
}

/** The view that begins at `start` and shows `days` days. */
export function viewOf(start: Day, days: number, width: number): Viewport {
  const safeWidth = Math.max(1, width);
  return settled(start, clampZoom(safeWidth / days, safeWidth), safeWidth);
}

/** Positive pixels move the view to later days. */
export function panBy(view: Viewport, px: number): Viewport {
  return settled(view.start + px / view.pxPerDay, view.pxPerDay, view.width);
}

/** The day under `x` stays under `x`. */
export function zoomAt(view: Viewport, x: number, factor: number): Viewport {
  const pxPerDay = clampZoom(view.pxPerDay * factor, view.width);
  return settled(dayAt(view, x) - x / pxPerDay, pxPerDay, view.width);
}

/** Shows `days` days around the middle of the view. */
export function zoomTo(view: Viewport, days: number): Viewport {
  return zoomAt(view, view.width / 2, view.width / days / view.pxPerDay);
}

/** Puts a day at a fraction of the width: 0 is the left edge, 1 the right. */
export function centreOn(view: Viewport, day: Day, fraction = 0.5): Viewport {
  return settled(day - (view.width * fraction) / view.pxPerDay, view.pxPerDay, view.width);
}

/** A resized window keeps its left day and its days visible; only their width changes. */
export function resized(view: Viewport, width: number): Viewport {
  return viewOf(view.start, daysIn(view), width);
}

/** The whole span with a little air on both sides. */
export function fitted(view: Viewport, span: Span, air = 0.04): Viewport {
  const days = Math.max(MIN_DAYS, span.end - span.start);
  const shown = days * (1 + 2 * air);
  return centreOn(viewOf(span.start, shown, view.width), (span.start + span.end) / 2);
}

/** The smallest move that brings a span into view; its start wins where it does not fit. */
export function reveal(view: Viewport, span: Span, margin = 24): Viewport {
  const left = xOf(view, span.start) - margin;
  const right = xOf(view, span.end) + margin - view.width;
  if (left < 0) return panBy(view, left);
  if (right > 0) return panBy(view, Math.min(right, left));
  return view;
}

/** A view between two others, for a short animation; zoom runs evenly in its logarithm. */
export function between(from: Viewport, to: Viewport, progress: number): Viewport {
  if (progress >= 1) return to;
  const pxPerDay = from.pxPerDay * (to.pxPerDay / from.pxPerDay) ** progress;
  const middleFrom = from.start + daysIn(from) / 2;
  const middleTo = to.start + daysIn(to) / 2;
  const middle = middleFrom + (middleTo - middleFrom) * progress;
  return { start: middle - to.width / pxPerDay / 2, pxPerDay, width: to.width };
}

export const PRESETS = ['day', 'week', 'month', 'quarter', 'year', 'biennium'] as const;
export type Preset = (typeof PRESETS)[number];

/** Days visible at each preset. */
export const PRESET_DAYS: Readonly<Record<Preset, number>> = {
  day: 1,
  week: 7,
  month: 31,
  quarter: 92,
  year: 366,
  biennium: 731,
};

/** The preset this view was made with, give or take a rounding; `null` in between. */
export function presetOf(view: Viewport): Preset | null {
  const days = daysIn(view);
  return PRESETS.find((preset) => Math.abs(days / PRESET_DAYS[preset] - 1) < 0.02) ?? null;
}
