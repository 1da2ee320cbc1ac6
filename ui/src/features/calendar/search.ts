/** The view in the address: every calendar is a link. */
import { type Day, formatDay, parseDay } from '../../timeline/core/days';
import { daysIn, MAX_DAYS, MIN_DAYS, PRESET_DAYS, type Viewport } from '../../timeline/core/scale';
import type { Facet } from './facets';

export const SEARCH = [
  'from',
  'days',
  'group',
  'colour',
  'kind',
  'category',
  'portfolio',
  'risk',
  'q',
  'toggled',
  'fold',
  'layers',
  'release',
  'marker',
] as const;
export type CalendarSearch = Partial<Record<(typeof SEARCH)[number], string>>;

export const FILTERS = ['kind', 'category', 'portfolio', 'risk', 'q'] as const;

export const GROUPINGS: readonly Facet[] = [
  'portfolio',
  'type',
  'category',
  'health',
  'risk',
  'accountable',
  'kind',
];
export const COLOURS: readonly Facet[] = [
  'category',
  'health',
  'risk',
  'portfolio',
  'type',
  'accountable',
  'kind',
];

/** How many days an address without a view shows. */
export const daysOn = (isPhone: boolean) => (isPhone ? PRESET_DAYS.quarter : PRESET_DAYS.year);

/** What an address without a view shows: a year, of which a quarter is over. */
const BEFORE_TODAY = 92;

export function viewIn(
  search: CalendarSearch,
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
