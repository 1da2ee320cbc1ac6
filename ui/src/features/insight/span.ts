import type { InsightSpan } from '../../api/insight';
import { addDays, type Day, daysBetween, isDay } from '../../time/day';

/** How many weeks one look covers. */
const ALL_LENGTHS = ['4', '13', '26', '52', '104'] as const;
export type Length = (typeof ALL_LENGTHS)[number];
export const LENGTHS: readonly Length[] = ['13', '26', '52', '104'];

/** Enough behind to see where today comes from. */
const BEHIND = 2;
const A_MONDAY = '2024-01-01';

export const mondayOf = (day: Day): Day => {
  const days = daysBetween(A_MONDAY, day) % 7;
  return addDays(day, -((days + 7) % 7));
};

/** The first week shown when nobody says otherwise. */
export const firstOf = (today: Day): Day => addDays(mondayOf(today), -7 * BEHIND);

interface Asked {
  from?: string;
  weeks?: string;
  portfolio?: string;
}

/** What the address asks for; what it does not say, or says wrongly, is the usual. */
export function spanOf({ from, weeks, portfolio }: Asked, today: Day, usual: Length): InsightSpan {
  const first = from && isDay(from) ? mondayOf(from) : firstOf(today);
  const to = addDays(first, 7 * Number(lengthOf(weeks, usual)));
  return portfolio ? { from: first, to, portfolio } : { from: first, to };
}

export const lengthOf = (weeks: string | undefined, usual: Length): Length =>
  ALL_LENGTHS.find((length) => length === weeks) ?? usual;

/** Most of a length further, so that the edge of one look is in the next. */
export function moved(from: Day, weeks: Length, direction: 1 | -1): Day {
  return addDays(from, direction * 7 * Math.round(Number(weeks) * 0.75));
}
