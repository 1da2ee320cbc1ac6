import type { Milestone, Phase } from '../../../api/types';
import { addDays, type Day, daysBetween, earlier, later } from '../../../time/day';

export interface Span {
  from: Day;
  /** The first day after it. */
  to: Day;
}

/** The days a plan covers, with room at both ends; `null` while nothing is planned. */
export function spanOf(
  phases: Pick<Phase, 'start' | 'end'>[],
  milestones: { due: Pick<Milestone['due'], 'date'> }[],
): Span | null {
  const days = [
    ...phases.flatMap((phase) => [phase.start, phase.end]),
    ...milestones.map((milestone) => milestone.due.date),
  ];
  if (days.length === 0) return null;
  const from = days.reduce(earlier);
  const to = addDays(days.reduce(later), 1);
  const margin = Math.max(1, Math.round(daysBetween(from, to) * 0.03));
  return { from: addDays(from, -margin), to: addDays(to, margin) };
}

/** Where a day begins, in percent of the span. */
export function place(span: Span, day: Day): number {
  return (daysBetween(span.from, day) / daysBetween(span.from, span.to)) * 100;
}

/** How wide the days from `start` to `end`, both inclusive, are. */
export function width(span: Span, start: Day, end: Day): number {
  return place(span, addDays(end, 1)) - place(span, start);
}

/** First days of months within the span, thinned out to at most `most`. */
export function monthTicks(span: Span, most: number): Day[] {
  const ticks: Day[] = [];
  let [year, month] = span.from.split('-').map(Number) as [number, number];
  for (;;) {
    month += 1;
    if (month > 12) {
      month = 1;
      year += 1;
    }
    const day = `${year}-${String(month).padStart(2, '0')}-01`;
    if (day >= span.to) break;
    ticks.push(day);
  }
  const step = Math.ceil(ticks.length / most);
  return ticks.filter((_, index) => index % step === 0);
}
