/** A local time as the API writes it, for people: `20 Dec 2026, 18:00`. It belongs to the window's zone, not the reader's. */
export function formatLocal(local: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
  }).format(new Date(`${local}Z`));
}

/** From begin to end without saying twice what both have. */
export function formatSpan(start: string, end: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
  }).formatRange(new Date(`${start}Z`), new Date(`${end}Z`));
}

/** A day of the week by its short name. */
export function weekdayName(index: number, locale: string): string {
  // 5 January 2026 was a Monday.
  const day = new Date(Date.UTC(2026, 0, 5 + index));
  return new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(day);
}
