import type { UtilisationRow } from '../../api/types';

const HOUR = 3_600;
const DAY_HOURS = 24;

/** Whole hours as they are read; of less than ten, one place after the point. */
export function hoursOf(seconds: number, locale: string): string {
  const hours = seconds / HOUR;
  return new Intl.NumberFormat(locale, { maximumFractionDigits: hours < 10 ? 1 : 0 }).format(hours);
}

/** Thousandths as a percentage: a little does not look like nothing, and almost all not like all. */
export function percentOf(share: number, locale: string): string {
  const isNearAnEnd = (share > 0 && share < 10) || (share > 990 && share < 1_000);
  const maximumFractionDigits = isNearAnEnd ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits }).format(share / 1_000);
}

/** How long a span is: in days, whatever the clock did, or in hours when it is less than two of them. */
export function lengthOfIdle({ start, end }: { start: string; end: string }): {
  unit: 'days' | 'hours';
  count: number;
} {
  const hours = Math.floor((Date.parse(end) - Date.parse(start)) / (HOUR * 1_000));
  return hours < 2 * DAY_HOURS
    ? { unit: 'hours', count: hours }
    : { unit: 'days', count: Math.round(hours / DAY_HOURS) };
}

/** What a row is of. */
export const rowKey = (row: UtilisationRow): string =>
  row.environment?.id ?? row.team?.id ?? row.purpose ?? (row.hidden ? 'hidden' : 'none');
