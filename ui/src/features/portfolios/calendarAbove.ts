import type { Portfolio } from '../../api/types';
import type { useText } from '../../i18n/text';

/** What a portfolio works by that names no calendar itself; nothing is above the root. */
export function calendarAbove(portfolio: Portfolio, text: ReturnType<typeof useText>): string {
  const name = portfolio.inherited_calendar?.name ?? text('portfolios.calendar.usual');
  const isRoot = portfolio.parent === null && !portfolio.inherited_calendar;
  return isRoot ? name : text('portfolios.calendar.above', { name });
}
