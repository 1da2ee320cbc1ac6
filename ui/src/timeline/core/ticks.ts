/** The two tiers of the time header and the grid below it. */
import {
  addMonths,
  civilOf,
  type Day,
  dayOf,
  isoWeekOf,
  isWeekend,
  type Span,
  utcInstantOf,
  weekdayOf,
} from './days';

export type TickUnit = 'hour' | 'sixHours' | 'day' | 'week' | 'month' | 'quarter' | 'year';

export interface Tick extends Span {
  readonly unit: TickUnit;
}

export interface Tiers {
  readonly major: readonly Tick[];
  readonly minor: readonly Tick[];
}

interface TierUnits {
  /** These units hold from this width of a day on. */
  readonly from: number;
  readonly major: TickUnit;
  readonly minor: TickUnit;
}

/** Widths are chosen so that the longest label of the minor tier fits its narrowest tick. */
const TIERS: readonly TierUnits[] = [
  { from: 840, major: 'day', minor: 'hour' },
  { from: 200, major: 'day', minor: 'sixHours' },
  { from: 20, major: 'week', minor: 'day' },
  { from: 4.4, major: 'month', minor: 'week' },
  { from: 0.95, major: 'quarter', minor: 'month' },
  { from: 0, major: 'year', minor: 'quarter' },
];

/** The units of the two tiers at this width of a day. */
export function tierUnits(pxPerDay: number): { major: TickUnit; minor: TickUnit } {
  return TIERS.find((tier) => pxPerDay >= tier.from) ?? { major: 'year', minor: 'quarter' };
}

/** The start of the unit that holds this moment. */
export function floorTo(unit: TickUnit, day: Day): Day {
  switch (unit) {
    case 'hour':
      return Math.floor(day * 24 + 1e-6) / 24;
    case 'sixHours':
      return Math.floor(day * 4 + 1e-6) / 4;
    case 'day':
      return Math.floor(day);
    case 'week':
      return Math.floor(day) - weekdayOf(day);
    default: {
      const { year, month } = civilOf(day);
      if (unit === 'month') return dayOf(year, month, 1);
      if (unit === 'quarter') return dayOf(year, month - ((month - 1) % 3), 1);
      return dayOf(year, 1, 1);
    }
  }
}

/** From the start of one unit to the start of the next. */
export function after(unit: TickUnit, start: Day): Day {
  switch (unit) {
    case 'hour':
      return Math.round(start * 24 + 1) / 24;
    case 'sixHours':
      return Math.round(start * 4 + 1) / 4;
    case 'day':
      return start + 1;
    case 'week':
      return start + 7;
    case 'month':
      return addMonths(start, 1);
    case 'quarter':
      return addMonths(start, 3);
    case 'year':
      return addMonths(start, 12);
  }
}

/** Units that touch `[span.start, span.end)`, in order and without a gap. */
export function ticksOver(unit: TickUnit, span: Span): Tick[] {
  const ticks: Tick[] = [];
  for (let start = floorTo(unit, span.start); start < span.end; ) {
    const end = after(unit, start);
    ticks.push({ unit, start, end });
    start = end;
  }
  return ticks;
}

/** Both tiers over a span at a width of a day. */
export function tiersOver(span: Span, pxPerDay: number): Tiers {
  const units = tierUnits(pxPerDay);
  return { major: ticksOver(units.major, span), minor: ticksOver(units.minor, span) };
}

/** Narrower weekends would only be noise. */
const WEEKENDS_FROM = 5;

/** Saturdays and Sundays as spans of two days, from the zoom on where they are wide enough to read. */
export function weekendsOver(span: Span, pxPerDay: number): Span[] {
  if (pxPerDay < WEEKENDS_FROM) return [];
  const weekends: Span[] = [];
  for (let monday = floorTo('week', span.start); monday < span.end; monday += 7) {
    if (monday + 7 > span.start && isWeekend(monday + 5))
      weekends.push({ start: monday + 5, end: monday + 7 });
  }
  return weekends;
}

/** What a tick says, in the reader's language. The words around numbers come from the caller. */
export interface TickWords {
  readonly locale: string;
  week(week: number): string;
  weekOf(week: number, days: string): string;
  quarter(quarter: number): string;
  quarterOf(quarter: number, year: number): string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A day in words; days have no zone, so they are formatted at midnight UTC, in UTC. */
export function formatOfDay(day: Day, locale: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale}|${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    formats.set(key, format);
  }
  return format.format(utcInstantOf(day));
}

/** A span of days in words, its last day included: "23 – 29 Nov 2026". */
export function formatOfSpan(span: Span, locale: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale}|${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    formats.set(key, format);
  }
  return format.formatRange(utcInstantOf(span.start), utcInstantOf(span.end - 1));
}

function clock(day: Day): string {
  const hours = Math.round((day - Math.floor(day)) * 24);
  return `${String(hours).padStart(2, '0')}:00`;
}

function quarterOf(day: Day): number {
  return Math.floor((civilOf(day).month - 1) / 3) + 1;
}

/** From this width in CSS pixels a day says which day of the week it is. */
const WEEKDAYS_FROM = 52;

/** The label of a tick; the major tier is written out, the minor one is as short as it has to be. */
export function labelOf(tick: Tick, tier: 'major' | 'minor', words: TickWords, pxPerDay: number): string {
  const { locale } = words;
  switch (tick.unit) {
    case 'hour':
    case 'sixHours':
      return clock(tick.start);
    case 'day':
      return tier === 'major'
        ? formatOfDay(tick.start, locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
        : formatOfDay(
            tick.start,
            locale,
            pxPerDay >= WEEKDAYS_FROM ? { weekday: 'short', day: 'numeric' } : { day: 'numeric' },
          );
    case 'week': {
      const { week } = isoWeekOf(tick.start);
      if (tier === 'minor') return words.week(week);
      return words.weekOf(
        week,
        formatOfSpan(tick, locale, { day: 'numeric', month: 'short', year: 'numeric' }),
      );
    }
    case 'month':
      return tier === 'major'
        ? formatOfDay(tick.start, locale, { month: 'long', year: 'numeric' })
        : formatOfDay(tick.start, locale, { month: 'short' });
    case 'quarter':
      return tier === 'major'
        ? words.quarterOf(quarterOf(tick.start), civilOf(tick.start).year)
        : words.quarter(quarterOf(tick.start));
    case 'year':
      return String(civilOf(tick.start).year);
  }
}
