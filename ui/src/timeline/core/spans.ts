/** Questions about many spans at once, answered without looking at each of them. */
import type { Day, Span } from './days';

/** How many spans overlap a window; back-to-back does not overlap. */
export class SpanIndex {
  readonly #starts: Float64Array;
  readonly #ends: Float64Array;

  constructor(spans: readonly Span[]) {
    this.#starts = Float64Array.from(spans, (span) => span.start).sort();
    this.#ends = Float64Array.from(spans, (span) => span.end).sort();
  }

  /** Everything but what ends before the window and what starts after it. */
  overlapping(window: Span): number {
    return this.#ends.length - this.endedBy(window.start) - this.startingFrom(window.end);
  }

  /** Spans over on or before this day. */
  endedBy(day: Day): number {
    return below(this.#ends, day, true);
  }

  /** Spans that start on or after this day. */
  startingFrom(day: Day): number {
    return this.#starts.length - below(this.#starts, day, false);
  }
}

/** How many values of a sorted array lie below `limit` (or on it). */
function below(sorted: Float64Array, limit: number, inclusive: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle] as number;
    if (value < limit || (inclusive && value === limit)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface LoadStep extends Span {
  readonly count: number;
}

/** How many spans are open at each moment, as steps in order; days without any are left out. */
export function loadOf(spans: readonly Span[]): LoadStep[] {
  const change = new Map<Day, number>();
  for (const span of spans) {
    if (span.end <= span.start) continue;
    change.set(span.start, (change.get(span.start) ?? 0) + 1);
    change.set(span.end, (change.get(span.end) ?? 0) - 1);
  }
  const days = [...change.keys()].sort((left, right) => left - right);
  const steps: LoadStep[] = [];
  let count = 0;
  days.forEach((day, index) => {
    count += change.get(day) ?? 0;
    const end = days[index + 1];
    if (end === undefined || count === 0) return;
    const last = steps.at(-1);
    if (last && last.end === day && last.count === count) steps[steps.length - 1] = { ...last, end };
    else steps.push({ start: day, end, count });
  });
  return steps;
}
