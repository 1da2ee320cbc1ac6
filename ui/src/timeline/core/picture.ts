/** The timeline as a list of shapes, for paper and for files: what is drawn twice is worked out once. */
import { type Band, drawnBands } from './bands';
import type { Day } from './days';
import { type Dependency, type DependencyLine, linesOf } from './dependencies';
import { hasTrack, heightOf, lanesOf, ROW_HEIGHT, RowGeometry } from './geometry';
import { clustersOf, placeLabels } from './markers';
import type { Ghost, Marker, TimelineItem } from './model';
import { dayAt, spanOf, type Viewport, xOf } from './scale';
import { labelOf, type TickWords, tiersOver, weekendsOver } from './ticks';
import type { PlanRow, ReleaseRow } from './tree';

/** Colours are CSS values. Heights of texts are those of their baselines. */
export type Shape =
  | {
      readonly type: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill: string;
      readonly opacity: number;
    }
  | {
      readonly type: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly fill: string;
      readonly size: number;
      readonly bold: boolean;
    }
  /** Around a centre. */
  | { readonly type: 'glyph'; readonly x: number; readonly y: number; readonly marker: Marker };

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

export interface PictureOptions {
  readonly rows: readonly PlanRow[];
  /** Its width is that of the plot. */
  readonly view: Viewport;
  readonly bands: readonly Band[];
  /** All releases of the calendar, and which needs which. */
  readonly items: readonly TimelineItem[];
  readonly dependencies: readonly Dependency[];
  readonly today: Day;
  readonly words: TickWords;
  /** Above the axis: at its left, and at its right. */
  readonly title: string;
  readonly note: string;
  /** In order, what colours mean. */
  readonly legend: readonly { readonly name: string; readonly tone: string }[];
  /** Width of the names. */
  readonly names: number;
  toneOf(item: TimelineItem): string;
  nameOf(row: PlanRow): string;
  /** Where it was once planned, when that is to be seen. */
  ghostOf(item: TimelineItem): Ghost | null;
  /** Width of the name of a gate. */
  widthOf(name: string): number;
  /** What of a text fits a width. */
  shorten(text: string, width: number, bold: boolean): string;
}

const TITLE = 32;
const AXIS = 44;
const LEGEND = 24;
const INK = 'var(--ink)';
const SOFT = 'var(--ink-soft)';
const LINE = 'var(--line)';
const GHOST = 'var(--timeline-ghost)';
/** Of the arrow of a line, in CSS pixels. */
const HEAD = 4;

/** What a picture is higher than its rows. */
export const AROUND_ROWS = TITLE + AXIS + LEGEND;

export function pictureOf(options: PictureOptions): Picture {
  const { rows, view, bands, today, words, names, shorten } = options;
  const shapes: Shape[] = [];
  const width = names + view.width;
  const rowsTop = TITLE + AXIS;
  const bottom = rowsTop + rows.reduce((sum, row) => sum + heightOf(row), 0);
  const height = bottom + LEGEND;
  const box = (x: number, y: number, wide: number, high: number, fill: string, opacity = 1) =>
    shapes.push({ type: 'box', x, y, width: wide, height: high, fill, opacity });
  const write = (x: number, y: number, text: string, room: number, fill = SOFT, bold = false) => {
    const fits = shorten(text, room, bold);
    if (fits.length > 1 || fits === text)
      shapes.push({ type: 'text', x, y, text: fits, fill, size: bold ? 12 : 11, bold });
  };
  /** A span of days within the plot, and at least this wide; null outside of it. */
  const within = (start: Day, end: Day, least = 0) => {
    const left = Math.max(0, xOf(view, start));
    const right = Math.min(view.width, Math.max(xOf(view, end), xOf(view, start) + least));
    return right > left ? { left: names + left, wide: right - left } : null;
  };

  box(0, 0, width, height, 'var(--surface)');
  write(12, 21, options.title, width / 2, INK, true);
  write(width / 2 + 24, 21, options.note, width / 2 - 36);
  const days = spanOf(view);
  for (const weekend of weekendsOver(days, view.pxPerDay)) {
    const at = within(weekend.start, weekend.end);
    if (at) box(at.left, rowsTop, at.wide, bottom - rowsTop, 'var(--timeline-weekend)');
  }
  const { major, minor } = tiersOver(days, view.pxPerDay);
  for (const [ticks, tier, top] of [
    [major, 'major', TITLE],
    [minor, 'minor', TITLE + AXIS / 2],
  ] as const) {
    for (const tick of ticks) {
      const at = within(tick.start, tick.end);
      if (!at) continue;
      box(at.left, top, 1, bottom - top, tier === 'major' ? LINE : 'var(--timeline-grid)');
      write(
        at.left + 5,
        top + 15,
        labelOf(tick, tier, words, view.pxPerDay),
        at.wide - 6,
        SOFT,
        tier === 'major',
      );
    }
  }
  for (const band of drawnBands(bands, days, view.pxPerDay)) {
    const at = within(band.start, band.end, 2);
    if (at) box(at.left, rowsTop, at.wide, bottom - rowsTop, `var(--timeline-${band.kind})`, 0.14);
  }
  let top = rowsTop;
  for (const row of rows) {
    drawRow(row, top);
    top += heightOf(row);
    box(0, top - 1, width, 1, 'var(--timeline-grid)');
  }
  for (const line of linesOf(options.dependencies, {
    items: options.items,
    rows,
    geometry: new RowGeometry(rows),
    range: { first: 0, last: rows.length },
    days,
  }))
    drawLine(line);
  if (today > view.start && today < dayAt(view, view.width)) {
    box(names + xOf(view, today), rowsTop, 1.5, bottom - rowsTop, 'var(--accent)');
  }
  box(0, rowsTop - 1, width, 1, LINE);
  box(names, TITLE, 1, bottom - TITLE, LINE);
  let x = 12;
  for (const { name, tone } of options.legend) {
    if (x > width - 120) break;
    box(x, bottom + 8, 12, 9, tone, 0.6);
    write(x + 17, bottom + 16, name, 110);
    x += 140;
  }
  return { width, height, shapes };

  /** Along the row of what is needed, then up or down to what needs it, where it ends in an arrow. */
  function drawLine({ dependency, span, isBack, from, to }: DependencyLine): void {
    const fill = dependency.trouble
      ? 'var(--gate-failed)'
      : dependency.hard
        ? 'var(--timeline-link-hard)'
        : 'var(--timeline-link)';
    const along = within(span.start, span.end, 1);
    if (along) box(along.left, rowsTop + from, along.wide, 1, fill);
    const turn = xOf(view, isBack ? span.start : span.end);
    if (turn < HEAD || turn > view.width - HEAD) return;
    const isDown = to > from;
    box(names + turn, rowsTop + Math.min(from, to), 1, Math.abs(to - from), fill);
    for (let step = 0; step < HEAD; step += 1)
      box(names + turn - step / 2, rowsTop + to + (isDown ? -step - 1 : step), step + 1, 1, fill);
  }

  function drawGhost(ghost: Ghost, row: PlanRow, y: number): void {
    const span = row.type === 'phase' ? ghost.phases.get(row.phase.id) : ghost.span;
    const at = span && within(span.start, span.end, 2);
    if (at) box(at.left, y + (hasTrack(row) ? 25 : 23), at.wide, 3, GHOST, 0.7);
    if (row.type !== 'release') return;
    for (const day of ghost.markers.values()) {
      const place = xOf(view, day + 0.5);
      if (place < 8 || place > view.width - 8) continue;
      box(names + place - 3, y + (hasTrack(row) ? 32 : 11), 6, 6, GHOST, 0.7);
    }
  }

  /** Below the track of gates, as far as there is room. */
  function nameGates(row: ReleaseRow, y: number): void {
    const seen = row.item.markers.filter(({ day }) => {
      const place = xOf(view, day + 0.5);
      return place >= 8 && place <= view.width - 8;
    });
    const { pxPerDay } = view;
    const labels = placeLabels(clustersOf(seen, pxPerDay), {
      pxPerDay,
      lanes: lanesOf(row),
      measure: options.widthOf,
    });
    for (const { marker, at, lane } of labels) {
      const left = xOf(view, at);
      box(names + left, y + 43, 1, lane * 13 + 11, 'var(--timeline-leader)');
      write(names + left + 4, y + 53 + lane * 13, marker.name, view.width - left - 6);
    }
  }

  function drawRow(row: PlanRow, y: number): void {
    const isStrong = row.type === 'group' || (row.type === 'release' && row.item.kind === 'train');
    if (row.type === 'group') box(0, y, width, heightOf(row), 'var(--surface-sunken)', 0.6);
    const indent = 12 + (row.level - 1) * 14;
    write(indent, y + 18, options.nameOf(row), names - indent - 8, INK, isStrong);
    if (row.type === 'group') return;
    const span = row.type === 'phase' ? row.phase : row.item.span;
    const tone = options.toneOf(row.item);
    const high = isStrong ? 20 : row.type === 'phase' ? 10 : 14;
    const at = within(span.start, span.end, 4);
    if (at) {
      box(at.left, y + (ROW_HEIGHT - high) / 2, at.wide, high, tone, 0.75);
      box(
        at.left + 1,
        y + (ROW_HEIGHT - high) / 2 + 1,
        Math.max(0, at.wide - 2),
        high - 2,
        'var(--surface)',
        0.76,
      );
    }
    const ghost = options.ghostOf(row.item);
    if (ghost) drawGhost(ghost, row, y);
    if (row.type === 'phase') return;
    if (lanesOf(row) > 0) nameGates(row, y);
    row.item.phases.forEach((phase, index) => {
      const part = within(phase.start, phase.end);
      if (!part) return;
      if (index % 2 === 1) box(part.left, y + (ROW_HEIGHT - high) / 2, part.wide, high, tone, 0.14);
      // A name that has to be cut says less than none.
      const room = part.wide - 10;
      if (shorten(phase.name, room, false) === phase.name)
        write(part.left + 5, y + 18, phase.name, room, INK);
    });
    for (const marker of row.item.markers) {
      const place = xOf(view, marker.day + 0.5);
      if (place < 8 || place > view.width - 8) continue;
      shapes.push({ type: 'glyph', x: names + place, y: y + (hasTrack(row) ? 35 : 14), marker });
    }
  }
}

/** Rows that fit on sheets of this height, in order; one that is higher than a sheet has its own. */
export function sheetsOf(rows: readonly PlanRow[], height: number): PlanRow[][] {
  const sheets: PlanRow[][] = [];
  let left = 0;
  for (const row of rows) {
    const needed = heightOf(row);
    if (sheets.length === 0 || needed > left) {
      sheets.push([]);
      left = height;
    }
    sheets.at(-1)?.push(row);
    left -= needed;
  }
  return sheets;
}
