/** Times that govern everything in them, drawn behind the rows: freezes, maintenance, blockouts. */
import { type Day, dayOf, type Span } from './days';

export const BAND_KINDS = ['freeze', 'maintenance', 'blockout'] as const;
export type BandKind = (typeof BAND_KINDS)[number];

/** One time a window comes, by the clock of its own zone: a calendar has no zone. */
export interface Band extends Span {
  readonly window: string;
  readonly name: string;
  readonly kind: BandKind;
}

/** Bands of one kind that are drawn as one, because they touch or nearly do. */
export interface DrawnBand extends Span {
  readonly kind: BandKind;
}

/** Bands in one lane of the strip that are drawn as one, and how far their name may reach. */
export interface BandChip extends Span {
  readonly id: string;
  readonly lane: number;
  readonly bands: readonly Band[];
  readonly until: Day;
}

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/;

/** `2026-12-20T18:00` as a day with its part that is over; `null` for anything else. */
export function dayOfLocal(text: string): Day | null {
  const [all, year, month, day, hour, minute] = LOCAL.exec(text) ?? [];
  if (all === undefined) return null;
  return dayOf(Number(year), Number(month), Number(day)) + (Number(hour) * 60 + Number(minute)) / 1_440;
}

/** Narrower ones are drawn this wide, and two that are hardly apart become one; in CSS pixels. */
export const LEAST_WIDTH = 2;
const LEAST_GAP = 3;

/** What of each kind there is to draw in these days: no two of a kind touch. */
export function drawnBands(bands: readonly Band[], days: Span, pxPerDay: number): DrawnBand[] {
  const drawn: DrawnBand[] = [];
  for (const kind of BAND_KINDS) {
    const of = bands.filter((band) => band.kind === kind);
    for (const { start, end } of merged(of, days, pxPerDay)) drawn.push({ kind, start, end });
  }
  return drawn;
}

interface Merged extends Span {
  readonly bands: readonly Band[];
}

function merged(bands: readonly Band[], days: Span, pxPerDay: number): Merged[] {
  const least = LEAST_WIDTH / pxPerDay;
  const gap = LEAST_GAP / pxPerDay;
  // `edge` is where a band is drawn to, which is not before it is wide enough to be seen.
  const found: { start: Day; end: Day; edge: Day; bands: Band[] }[] = [];
  const inOrder = bands
    .filter(({ start, end }) => start < days.end && end > days.start)
    .sort((one, other) => one.start - other.start);
  for (const band of inOrder) {
    const edge = Math.max(band.end, band.start + least);
    const last = found.at(-1);
    if (last && band.start < last.edge + gap) {
      last.end = Math.max(last.end, band.end);
      last.edge = Math.max(last.edge, edge);
      last.bands.push(band);
    } else found.push({ start: band.start, end: band.end, edge, bands: [band] });
  }
  return found;
}

/** More lanes than these would take the room of the rows; what has none of its own shares the last one. */
export const MOST_LANES = 3;

/**
 * A lane for each window, the same for all its times, so that none jumps as one moves: the first lane in which it
 * meets no other.
 */
export function lanesOfWindows(bands: readonly Band[]): ReadonlyMap<string, number> {
  const windows = new Map<string, Band[]>();
  for (const band of [...bands].sort((one, other) => one.start - other.start)) {
    const known = windows.get(band.window);
    if (known) known.push(band);
    else windows.set(band.window, [band]);
  }
  const lanes: Band[][] = [];
  const found = new Map<string, number>();
  for (const [window, times] of windows) {
    let lane = lanes.findIndex((taken) => !meet(taken, times));
    if (lane < 0) lane = Math.min(lanes.length, MOST_LANES - 1);
    lanes[lane] = [...(lanes[lane] ?? []), ...times].sort((one, other) => one.start - other.start);
    found.set(window, lane);
  }
  return found;
}

/** Whether any of the one overlaps any of the other; both by begin. */
function meet(taken: readonly Band[], times: readonly Band[]): boolean {
  let at = 0;
  let reach = Number.NEGATIVE_INFINITY;
  for (const { start, end } of times) {
    for (; at < taken.length && (taken[at] as Band).start < end; at += 1) {
      reach = Math.max(reach, (taken[at] as Band).end);
    }
    if (reach > start) return true;
  }
  return false;
}

/** What stands in the strip above these days, lane by lane and by begin. */
export function chipsOf(
  bands: readonly Band[],
  lanes: ReadonlyMap<string, number>,
  days: Span,
  pxPerDay: number,
): BandChip[] {
  const chips: BandChip[] = [];
  for (let lane = 0; lane < MOST_LANES; lane += 1) {
    const all = merged(
      bands.filter((band) => lanes.get(band.window) === lane),
      days,
      pxPerDay,
    );
    all.forEach(({ start, end, bands: of }, index) => {
      const first = of[0] as Band;
      const until = all[index + 1]?.start ?? Number.POSITIVE_INFINITY;
      chips.push({ id: `${first.window} ${first.start}`, lane, start, end, bands: of, until });
    });
  }
  return chips;
}
