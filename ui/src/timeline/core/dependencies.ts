/** Which release needs which, as lines between their bars. */
import type { Span } from './days';
import { hasTrack, ROW_HEIGHT, type RowGeometry, type RowRange } from './geometry';
import type { TimelineItem } from './model';
import type { Row } from './tree';

/** One release needs another. What is wrong with that, if anything, the server has judged. */
export interface Dependency {
  readonly needs: string;
  readonly release: string;
  readonly hard: boolean;
  readonly trouble: 'later' | 'early' | 'cancelled' | null;
}

/**
 * From the end of what is needed along its row, then up or down to what needs it: to its begin when it cannot begin
 * without, else to its end.
 */
export interface DependencyLine {
  readonly id: string;
  readonly dependency: Dependency;
  /** The days it lies over; `start` and `end` are the same for a line straight up or down. */
  readonly span: Span;
  /** Goes back in time: what is needed comes later. */
  readonly isBack: boolean;
  /** Heights from the top of the first row, in CSS pixels: where it leaves, and where it arrives. */
  readonly from: number;
  readonly to: number;
}

/** A line that goes back in time passes its own bar here, not through the names on it. */
const BESIDE = { above: 3, below: ROW_HEIGHT - 3 };

/** More lines than these nobody can follow. */
const MOST = 160;

/** The row of each release: its own, or that of the nearest one above it where that is closed. */
export function rowsByItem(
  items: readonly TimelineItem[],
  rows: readonly Row[],
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  rows.forEach((row, index) => {
    if (row.type === 'release') found.set(row.item.id, index);
  });
  const parents = new Map(items.map((item) => [item.id, item.parent]));
  for (const item of items) {
    const way: string[] = [];
    let at: string | null | undefined = item.id;
    while (at && !found.has(at) && !way.includes(at)) {
      way.push(at);
      at = parents.get(at);
    }
    const index = at ? found.get(at) : undefined;
    if (index !== undefined) for (const id of way) found.set(id, index);
  }
  return found;
}

export interface LineOptions {
  readonly items: readonly TimelineItem[];
  readonly rows: readonly Row[];
  readonly geometry: RowGeometry;
  /** Rows and days that are rendered; a line that touches neither is left out. */
  readonly range: RowRange;
  readonly days: Span;
}

/** Lines to draw, those in trouble last so that they lie above the others. */
export function linesOf(dependencies: readonly Dependency[], options: LineOptions): DependencyLine[] {
  if (dependencies.length === 0) return [];
  const { items, rows, geometry, range, days } = options;
  const places = rowsByItem(items, rows);
  const known = new Map(items.map((item) => [item.id, item]));
  const lines: DependencyLine[] = [];
  for (const dependency of dependencies) {
    const [needed, needing] = [known.get(dependency.needs), known.get(dependency.release)];
    const [low, high] = [places.get(dependency.needs), places.get(dependency.release)];
    if (!needed || !needing || low === undefined || high === undefined || low === high) continue;
    if (Math.max(low, high) < range.first || Math.min(low, high) >= range.last) continue;
    const [start, end] = [needed.span.end, dependency.hard ? needing.span.start : needing.span.end];
    if (Math.max(start, end) < days.start || Math.min(start, end) > days.end) continue;
    const isBack = start > end;
    lines.push({
      id: `${dependency.needs} ${dependency.release}`,
      dependency,
      span: { start: Math.min(start, end), end: Math.max(start, end) },
      isBack,
      from: geometry.top(low) + (isBack ? BESIDE[low < high ? 'below' : 'above'] : ROW_HEIGHT / 2),
      to: geometry.top(high) + edgeOf(rows[high] as Row, low < high),
    });
  }
  const weight = (line: DependencyLine) =>
    (line.dependency.trouble ? 0 : 1_000_000) + Math.abs(line.to - line.from);
  return lines
    .sort((left, right) => weight(left) - weight(right))
    .slice(0, MOST)
    .reverse();
}

/** Where a line meets a bar: at its upper edge when it comes from above. */
function edgeOf(row: Row, fromAbove: boolean): number {
  const air = hasTrack(row) ? 4 : 7;
  return fromAbove ? air : ROW_HEIGHT - air;
}
