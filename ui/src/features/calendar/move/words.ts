import { dayText, spanText } from '../../../components/timeline/words';
import { parseDay } from '../../../timeline/core/days';
import type { Days } from './wish';

/** "2 Mar – 31 Mar 2026", or the one day there is. */
export function daysText({ start, end }: Days, locale: string): string {
  const from = parseDay(start ?? end ?? '');
  const to = parseDay(end ?? start ?? '');
  if (from === null || to === null) return '';
  return from === to ? dayText(from, locale) : spanText({ start: from, end: to + 1 }, locale);
}
