/**
 * Taking hold of something on the timeline and putting it elsewhere. What is worked out here is only drawn until the
 * server says what the move does: it knows holidays and other weeks, here every week has five working days.
 */
import { type Day, type Span, weekdayOf } from './days';
import { hasTrack, ROW_HEIGHT, type RowGeometry } from './geometry';
import { hitAt } from './hit';
import { type Cluster, MARKER_GAP } from './markers';
import type { PhaseSpan, Slot } from './model';
import { dayAt, type Viewport, xOf } from './scale';
import type { ResourceRow, Row } from './tree';

/** What of a part moves: all of it, or one end. */
export type Edge = 'whole' | 'start' | 'end';

/** Something with days of its own: a release, one of its phases, or a gate or milestone. */
export interface Part {
  /** A stretch is what one draws on a resource where nothing is, a slot what somebody has there. */
  readonly kind: 'release' | 'phase' | 'marker' | 'stretch' | 'slot';
  readonly id: string;
  readonly name: string;
  /** The release it belongs to; itself, for a release; the resource, for a stretch or slot. */
  readonly release: string;
  /** The row it is drawn in. */
  readonly row: string;
  readonly span: Span;
  /** What goes by the clock moves by cells so long, in days; what goes by days, by working days. */
  readonly cell?: Day;
}

export interface Grip {
  readonly part: Part;
  readonly edge: Edge;
}

/** A part as somebody wants it. */
export interface Edit extends Grip {
  readonly after: Span;
}

const WORKING_DAYS = 5;

function isWorking(day: Day): boolean {
  return weekdayOf(day) < WORKING_DAYS;
}

/** The number of the last working day up to and including this one. Only differences mean anything. */
function rankOf(day: Day): number {
  const weekday = weekdayOf(day);
  return ((day - weekday + 3) / 7) * WORKING_DAYS + Math.min(weekday + 1, WORKING_DAYS);
}

/** The first working day that is not before this one, or the last that is not after it. */
export function nearestWorking(day: Day, direction: 1 | -1): Day {
  let found = day;
  while (!isWorking(found)) found += direction;
  return found;
}

/** The `n`-th working day after this one, or before it when `n` is negative; the day itself when `n` is 0. */
export function addWorking(day: Day, n: number): Day {
  if (n === 0) return day;
  const from = nearestWorking(day, n > 0 ? -1 : 1);
  const weekday = weekdayOf(from);
  const weeks = Math.floor((weekday + n) / WORKING_DAYS);
  return from - weekday + weeks * 7 + (weekday + n - weeks * WORKING_DAYS);
}

/** How many working days it takes from one day to another; negative when the other lies before. */
export function workingBetween(from: Day, to: Day): number {
  return from <= to ? rankOf(to) - rankOf(from) : rankOf(to - 1) - rankOf(from - 1);
}

/** The part `steps` working days later, or one of its ends; an end never passes the other. */
export function stepped({ part, edge }: Grip, steps: number): Edit {
  if (part.cell !== undefined) return clocked({ part, edge }, steps * part.cell, part.cell);
  const { start, end } = part.span;
  const last = end - 1;
  switch (edge) {
    case 'whole':
      return {
        part,
        edge,
        after: { start: addWorking(start, steps), end: addWorking(last, steps) + 1 },
      };
    case 'start':
      return { part, edge, after: { start: Math.min(addWorking(start, steps), last), end } };
    case 'end':
      return { part, edge, after: { start, end: Math.max(addWorking(last, steps), start) + 1 } };
  }
}

/** The part as it is dragged by so many days, put onto a working day in the direction of the drag. */
export function dragged(grip: Grip, days: number): Edit {
  const { kind, cell } = grip.part;
  if (kind === 'stretch') return stretched(grip, days);
  if (cell !== undefined) return clocked(grip, Math.round(days / cell) * cell, cell);
  const held = grip.edge === 'end' ? grip.part.span.end - 1 : grip.part.span.start;
  const wanted = held + Math.round(days);
  if (wanted === held) return stepped(grip, 0);
  return stepped(grip, workingBetween(held, nearestWorking(wanted, wanted > held ? 1 : -1)));
}

/** So much later by the clock; what is left between two ends is a cell, or all there was when that was less. */
function clocked({ part, edge }: Grip, by: Day, cell: Day): Edit {
  const { start, end } = part.span;
  const least = Math.min(cell, end - start);
  const after = {
    whole: { start: start + by, end: end + by },
    start: { start: Math.min(start + by, end - least), end },
    end: { start, end: Math.max(end + by, start + least) },
  };
  return { part, edge, after: by === 0 ? part.span : after[edge] };
}

/** From the first cell to the one under the pointer, whichever is earlier; a stretch begins as one cell. */
function stretched({ part, edge }: Grip, days: number): Edit {
  const { start, end } = part.span;
  const by = Math.round(days / (end - start)) * (end - start);
  return { part, edge, after: { start: start + Math.min(0, by), end: end + Math.max(0, by) } };
}

/** Hours, parts of a day or days, by what there is room for: how many go into a day. */
function cellsOf(pxPerDay: number): number {
  const least = 8;
  return [24, 4].find((parts) => pxPerDay / parts >= least) ?? 1;
}

/** The cells that a stretch is made of. */
export function cellAt(day: Day, { pxPerDay }: Viewport): Span {
  const cells = cellsOf(pxPerDay);
  const start = Math.floor(day * cells) / cells;
  return { start, end: start + 1 / cells };
}

/** How many working days or cells the held end is later than it was. */
export function stepsOf({ part, edge, after }: Edit): number {
  if (part.cell !== undefined) {
    const by = edge === 'end' ? after.end - part.span.end : after.start - part.span.start;
    return Math.round(by / part.cell);
  }
  return edge === 'end'
    ? workingBetween(part.span.end - 1, after.end - 1)
    : workingBetween(part.span.start, after.start);
}

export function isMoved({ part, after }: Edit): boolean {
  if (part.kind === 'stretch') return true;
  return part.span.start !== after.start || part.span.end !== after.end;
}

/** What a row stands for. Groups and resources stand for nothing that has days. */
export function partOfRow(row: Row): Part | null {
  switch (row.type) {
    case 'group':
    case 'resource':
      return null;
    case 'release': {
      const { id, name, span } = row.item;
      return { kind: 'release', id, name, release: id, row: row.id, span };
    }
    case 'phase': {
      const { id, name, start, end } = row.phase;
      return { kind: 'phase', id, name, release: row.item.id, row: row.id, span: { start, end } };
    }
  }
}

/** The one marker of a cluster; several that share a place are not moved together. */
export function partOfCluster(row: Row, cluster: Cluster): Part | null {
  const [marker, ...others] = cluster.markers;
  if (!marker || others.length > 0 || row.type !== 'release') return null;
  const { id, name, day } = marker;
  const span = { start: marker.start ?? day, end: day + 1 };
  return { kind: 'marker', id, name, release: row.item.id, row: row.id, span };
}

/** What somebody has of a resource, as it is held at this zoom; a time in which nobody may have it is not held. */
export function partOfSlot({ id, resource }: ResourceRow, slot: Slot, pxPerDay: number): Part | null {
  if (slot.state === 'blocked') return null;
  const cell = 1 / cellsOf(pxPerDay);
  return { kind: 'slot', id: slot.id, name: slot.name, release: resource.id, row: id, span: slot.span, cell };
}

/** Width of what one holds an end by, in CSS pixels. */
export const HANDLE = 7;
/** A bar narrower than this has no ends to hold: it only moves. */
const LEAST_WITH_HANDLES = 14;

/** Where the ends of a bar are held: just outside of it, and beyond a marker that lies on the end. */
export interface Handles {
  /** Left edge of the handle of the start, in CSS pixels of the plot. */
  readonly start: number;
  /** … and of the end. */
  readonly end: number;
}

interface HandleOptions {
  readonly view: Viewport;
  clustersOf(row: Row): readonly Cluster[];
}

export function handlesOf(row: Row, options: HandleOptions): Handles | null {
  const part = partOfRow(row);
  if (!part) return null;
  const left = xOf(options.view, part.span.start);
  const right = xOf(options.view, part.span.end);
  if (right - left < LEAST_WITH_HANDLES) return null;
  let [start, end] = [left - HANDLE + 2, right - 2];
  if (!hasTrack(row)) {
    for (const cluster of options.clustersOf(row)) {
      const x = xOf(options.view, cluster.at);
      const reach = MARKER_GAP / 2;
      if (Math.abs(x - left) < reach + HANDLE) start = Math.min(start, x - reach - HANDLE);
      if (Math.abs(x - right) < reach + HANDLE) end = Math.max(end, x + reach);
    }
  }
  return { start, end };
}

export interface GripOptions extends HandleOptions {
  readonly rows: readonly Row[];
  readonly geometry: RowGeometry;
  /** Phases are held inside the bar of their release: those of a train have no rows of their own. */
  readonly isFine: boolean;
}

/** What one would hold at a point of the plot; `null` where a press moves through time. */
export function gripAt(x: number, y: number, options: GripOptions): Grip | null {
  const { rows, geometry } = options;
  const index = geometry.at(y);
  const row = rows[index];
  if (row?.type === 'resource') return slotGrip(x, y, row, options) ?? stretchAt(x, y, row, options);
  const part = row && partOfRow(row);
  if (!row || !part) return null;
  const handles = y - geometry.top(index) < ROW_HEIGHT && !options.isFine ? handlesOf(row, options) : null;
  if (handles && x >= handles.end && x < handles.end + HANDLE) return { part, edge: 'end' };
  if (handles && x >= handles.start && x < handles.start + HANDLE) return { part, edge: 'start' };
  const hit = hitAt(x, y, options);
  switch (hit.part) {
    case 'marker': {
      const marker = partOfCluster(row, hit.cluster);
      return marker && { part: marker, edge: 'whole' };
    }
    case 'phase':
      return options.isFine && part.kind === 'release'
        ? phaseGrip(hit.phase, part, x, options.view)
        : { part, edge: 'whole' };
    case 'bar':
      return { part, edge: 'whole' };
    case 'slot':
    case 'empty':
      return null;
  }
}

function slotGrip(x: number, y: number, row: ResourceRow, options: GripOptions): Grip | null {
  const hit = hitAt(x, y, options);
  const part = hit.part === 'slot' ? partOfSlot(row, hit.slot, options.view.pxPerDay) : null;
  return part && { part, edge: nearEdge(x, part.span, options.view) };
}

/** Where a resource is free, or blocked: whether it can be had there is not decided here. */
function stretchAt(x: number, y: number, row: ResourceRow, options: GripOptions): Grip | null {
  const hit = hitAt(x, y, options);
  if (hit.part === 'slot' && hit.slot.state !== 'blocked') return null;
  const { id, name } = row.resource;
  const span = cellAt(dayAt(options.view, x), options.view);
  return {
    part: { kind: 'stretch', id: `${row.id} stretch`, name, release: id, row: row.id, span },
    edge: 'end',
  };
}

/** A phase inside the bar of its release, by the end that is near. */
function phaseGrip(
  { id, name, start, end }: PhaseSpan,
  { release, row }: Part,
  x: number,
  view: Viewport,
): Grip {
  const part: Part = { kind: 'phase', id, name, release, row, span: { start, end } };
  return { part, edge: nearEdge(x, part.span, view) };
}

/** The end of a bar that is near, inside of it. */
function nearEdge(x: number, { start, end }: Span, view: Viewport): Edge {
  const [left, right] = [xOf(view, start), xOf(view, end)];
  const reach = Math.min(HANDLE, (right - left) / 3);
  return x >= right - reach ? 'end' : x < left + reach ? 'start' : 'whole';
}

/** The middle of what is drawn of an edit, as a day: where its label belongs when no pointer says. */
export function middleOf({ part, after }: Edit): Day {
  return part.kind === 'marker' ? after.end - 0.5 : (after.start + after.end) / 2;
}
