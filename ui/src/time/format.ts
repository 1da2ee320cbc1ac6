import type { Deadline } from '../api/types';
import type { Day } from './day';

/** Anywhere on Earth: a day is over when it is over at UTC−12. No zone database knows it by this name. */
export const AOE = 'AoE';

const zoneForClock = (zone: string): string => (zone === AOE ? 'Etc/GMT+12' : zone);

let chosenZone: string | null = null;

/** The zone a reader chose for all times; `UTC` is what a person has who chose none. */
export function chooseZone(zone: string): void {
  chosenZone = zone === 'UTC' ? null : zone;
}

/** The reader's own zone: the chosen one, or else the browser's. */
export const ownZone = (): string => chosenZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs a hundred times what using it does, and a list shows hundreds of dates. */
function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${locale} ${JSON.stringify(options)}`;
  let found = formatters.get(name);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(locale, options);
    formatters.set(name, found);
  }
  return found;
}

export function formatDay(day: Day, locale: string): string {
  const options = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return formatter(locale, options).format(new Date(`${day}T00:00:00Z`));
}

/** A day of the week by its short name, Monday being 0. */
export function weekdayName(index: number, locale: string): string {
  // 5 January 2026 was a Monday.
  const options = { weekday: 'short', timeZone: 'UTC' } as const;
  return formatter(locale, options).format(new Date(Date.UTC(2026, 0, 5 + index)));
}

/** The day of an instant on the reader's clock: `7 Nov`, or `7 Nov 2031` where the year is another. */
export function formatDayOf(at: string, locale: string, zone = ownZone()): string {
  const timeZone = zoneForClock(zone);
  const yearOf = (instant: Date) => formatter('en', { year: 'numeric', timeZone }).format(instant);
  const options = { day: 'numeric', month: 'short', timeZone } as const;
  const isOther = yearOf(new Date(at)) !== yearOf(new Date());
  return formatter(locale, isOther ? { ...options, year: 'numeric' } : options).format(new Date(at));
}

/** The last day before an instant from which it is too late: what ends at midnight ends with the day before. */
export function formatLastDayOf(at: string, locale: string, zone = ownZone()): string {
  return formatDayOf(new Date(Date.parse(at) - 1).toISOString(), locale, zone);
}

/** A day in as little room as it needs: `7 Nov`, or `7 Nov 27` where the year is another. */
export function formatShortDay(day: Day, locale: string, year: string): string {
  const options = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  const isOther = day.slice(0, 4) !== year;
  return formatter(locale, isOther ? { ...options, year: '2-digit' } : options).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** `7 Nov 2026, 13:00 CET`. */
export function formatInstant(at: string, locale: string, zone = ownZone()): string {
  const date = formatter(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zoneForClock(zone),
  }).format(new Date(at));
  return `${date} ${zoneName(zone, at, locale)}`;
}

const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A sentence of the server with the instants in it on the reader's clock. */
export function withOwnTimes(sentence: string, locale: string, zone = ownZone()): string {
  return sentence.replace(INSTANT, (at) => formatInstant(at, locale, zone));
}

/** What people call the zone at that instant: `CET`, `GMT+1`, `AoE`. */
export function zoneName(zone: string, at: string, locale: string): string {
  if (zone === AOE) return AOE;
  const parts = formatter(locale, { timeZone: zone, timeZoneName: 'short' }).formatToParts(new Date(at));
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** `6 Nov 2026 AoE`, or with its time `6 Nov 2026, 18:00 CET`. */
export function formatDeadline(deadline: Deadline, locale: string): string {
  const time = deadline.time ? `, ${deadline.time.slice(0, 5)}` : '';
  return `${formatDay(deadline.date, locale)}${time} ${zoneName(deadline.zone, deadline.at, locale)}`;
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** `in 3 days`, `2 hours ago`, `now`. */
export function formatDistance(at: string, now: number, locale: string): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const seconds = (new Date(at).getTime() - now) / 1_000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(0, 'second');
}

/** Every zone the browser knows, with the two that are not places first. */
export function allZones(): string[] {
  return ['UTC', AOE, ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
}
