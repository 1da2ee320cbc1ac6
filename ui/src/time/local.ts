import { getISO } from 'temporal-polyfill/fns/Calendar';
import * as Instant from 'temporal-polyfill/fns/Instant';
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';

/** Times by a clock on a wall: that of a window's own zone, or the reader's. */

/** The instant at which a day is over where the reader is. */
export function endOfDay(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + 1).toISOString();
}

/** The instant at which a day begins where the reader is. */
export function startOfDay(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date).toISOString();
}

/** The instant of a time on the clock of a zone, as a form has it: `2026-12-20T18:00`. */
export function instantOf(local: string, zone: string): string {
  const zoned = PlainDateTime.toZonedDateTime(PlainDateTime.fromString(local, getISO), zone);
  return Instant.toString(ZonedDateTime.toInstant(zoned));
}

/** What the clock of a zone shows at an instant, to the minute, as a form wants it. */
export function localOf(at: string, zone: string): string {
  const zoned = Instant.toZonedDateTimeISO(Instant.fromString(at), zone);
  return PlainDateTime.toString(ZonedDateTime.toPlainDateTime(zoned)).slice(0, 16);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `20 Dec 2026, 18:00 – 22:00`: from begin to end as the API writes them, without saying twice what both have. */
export function formatLocalSpan(start: string, end: string, locale: string): string {
  let format = formats.get(locale);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: 'UTC',
    });
    formats.set(locale, format);
  }
  return format.formatRange(new Date(`${start}Z`), new Date(`${end}Z`));
}
