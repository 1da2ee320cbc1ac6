/** How many of many spans are open at a time. */
import type { Day, Span } from './days';

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
