/** The view in the address: every timeline is a link. */
import { type Day, formatDay, parseDay } from '../../timeline/core/days';
import { daysIn, MAX_DAYS, MIN_DAYS, PRESET_DAYS, type Viewport } from '../../timeline/core/scale';

/** Which days are shown. */
export interface ViewSearch {
  from?: string;
  days?: string;
}

/** What an address without a view shows: a year, of which a quarter is over. */
const BEFORE_TODAY = 92;

export function viewIn(
  search: ViewSearch,
  today: Day,
  days = PRESET_DAYS.year,
): { start: Day; days: number } {
  const wanted = Number(search.days);
  const shown = wanted >= MIN_DAYS && wanted <= MAX_DAYS ? wanted : days;
  const start = search.from === undefined ? null : parseDay(search.from);
  return { start: start ?? Math.floor(today) - Math.min(BEFORE_TODAY, Math.round(shown / 4)), days: shown };
}

/** Days are whole in the address, so a view comes back to within half a day. */
export function searchOf(view: Viewport): { from: string; days: string } {
  return { from: formatDay(Math.round(view.start)), days: String(Math.round(daysIn(view) * 10) / 10) };
}

export function oneOf<Value extends string>(
  values: readonly Value[],
  text: string | undefined,
): Value | null {
  return values.find((value) => value === text) ?? null;
}

/** Row ids in the address, parted by commas; their own commas do not occur. */
export function listIn(text: string | undefined): string[] {
  return text ? text.split(',') : [];
}

export function toggledIn(list: readonly string[], row: string): string | undefined {
  const next = list.includes(row) ? list.filter((id) => id !== row) : [...list, row];
  return next.length > 0 ? next.join(',') : undefined;
}
