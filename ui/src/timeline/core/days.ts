/**
 * Calendar days as plain numbers. A plan is made of days, not of instants, so nothing in the timeline ever asks
 * for a local `Date`: a day is 24 hours wide on the screen even where the clocks change.
 */

/** Days since 1970-01-01 in the proleptic Gregorian calendar; a fraction is a part of that day. */
export type Day = number;

/** Half-open: `end` is the first day that no longer belongs to it. */
export interface Span {
  readonly start: Day;
  readonly end: Day;
}

/** The days a span covers at least half of; never none. */
export function wholeDays(span: Span): Span {
  const start = Math.round(span.start);
  return { start, end: Math.max(start + 1, Math.round(span.end)) };
}

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** Howard Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`. */
export function dayOf(year: number, month: number, day: number): Day {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Howard Hinnant, `civil_from_days`; the inverse of `dayOf`. */
export function civilOf(day: Day): CivilDate {
  const shifted = Math.floor(day) + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1 };
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** A plan of thousands of releases names the same few hundred days over and over. */
const parsed = new Map<string, Day | null>();
const PARSED_MOST = 20_000;

/** `2026-02-29` and anything else that is not a day of the calendar is `null`. */
export function parseDay(text: string): Day | null {
  let day = parsed.get(text);
  if (day === undefined) {
    day = readDay(text);
    if (parsed.size >= PARSED_MOST) parsed.clear();
    parsed.set(text, day);
  }
  return day;
}

function readDay(text: string): Day | null {
  const parts = DATE.exec(text);
  if (!parts) return null;
  const day = dayOf(Number(parts[1]), Number(parts[2]), Number(parts[3]));
  return formatDay(day) === text ? day : null;
}

/** `YYYY-MM-DD`; a fraction is dropped. */
export function formatDay(day: Day): string {
  const civil = civilOf(day);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${String(civil.year).padStart(4, '0')}-${two(civil.month)}-${two(civil.day)}`;
}

/** `YYYY-MM-DDTHH:MM`, to the nearest minute. */
export function formatClock(day: Day): string {
  const minutes = Math.round(day * 1_440);
  const date = Math.floor(minutes / 1_440);
  const two = (part: number) => String(part).padStart(2, '0');
  const minute = minutes - date * 1_440;
  return `${formatDay(date)}T${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** Monday is 0, Sunday 6; 1970-01-01 was a Thursday. */
export function weekdayOf(day: Day): number {
  return (((Math.floor(day) + 3) % 7) + 7) % 7;
}

export function isWeekend(day: Day): boolean {
  return weekdayOf(day) >= 5;
}

/** ISO 8601: a week belongs to the year that holds its Thursday, so a year has 52 or 53 of them. */
export function isoWeekOf(day: Day): { year: number; week: number } {
  const thursday = Math.floor(day) - weekdayOf(day) + 3;
  const { year } = civilOf(thursday);
  return { year, week: Math.floor((thursday - dayOf(year, 1, 1)) / 7) + 1 };
}

export function daysInMonth(year: number, month: number): number {
  return month === 12 ? 31 : dayOf(year, month + 1, 1) - dayOf(year, month, 1);
}

/** The same day of another month, or that month's last day where it is shorter. */
export function addMonths(day: Day, months: number): Day {
  const civil = civilOf(day);
  const index = civil.year * 12 + civil.month - 1 + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  return dayOf(year, month, Math.min(civil.day, daysInMonth(year, month))) + (day - Math.floor(day));
}

const MS_PER_DAY = 86_400_000;

/** Midnight UTC of a day: only for handing a day to `Intl.DateTimeFormat` with `timeZone: 'UTC'`. */
export function utcInstantOf(day: Day): number {
  return Math.floor(day) * MS_PER_DAY;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/**
 * Where an instant (milliseconds since 1970 UTC) stands on the calendar of a zone: its local day plus the part
 * of it that the wall clock shows. `zone` is an IANA name, or `AoE` (anywhere on Earth, UTC−12).
 */
export function localDayOf(instant: number, zone: string): Day {
  const name = zone === 'AoE' ? 'Etc/GMT+12' : zone;
  let clock = clocks.get(name);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    clocks.set(name, clock);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of clock.formatToParts(instant)) part[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0 } = part;
  return dayOf(year, month, day) + (hour * 60 + minute) / 1_440;
}
