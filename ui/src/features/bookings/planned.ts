import type { PlannedMove } from '../../api/types';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const DAY_SECONDS = 86_400;

/** Weighted seconds as days. */
export function inDays(seconds: number, locale: string): string {
  return (seconds / DAY_SECONDS).toLocaleString(locale, { maximumFractionDigits: 1 });
}

/** By how much a booking begins later, or earlier below zero: in days when they are whole ones, else in hours. */
export function movedBy({ from_start, start }: Pick<PlannedMove, 'from_start' | 'start'>): {
  count: number;
  unit: 'days' | 'hours';
} {
  const hours = Math.round((Date.parse(start) - Date.parse(from_start)) / HOUR_MS);
  return hours % DAY_HOURS === 0
    ? { count: hours / DAY_HOURS, unit: 'days' }
    : { count: hours, unit: 'hours' };
}
