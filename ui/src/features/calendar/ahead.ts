import { queryClient } from '../../api/queries';
import { viewIn } from '../../components/timeline/address';
import { isOnPhone } from '../../components/usePhone';
import { ownZone } from '../../time/format';
import { localDayOf } from '../../timeline/core/days';
import { calendarQuery, rangeFor } from './asked';
import { type CalendarSearch, daysOn } from './search';

let wasAsked = false;

/** Asks for the calendar of an address while the page that shows it is still on its way. Later the page asks for itself. */
export function readAhead(search: CalendarSearch): void {
  if (wasAsked) return;
  wasAsked = true;
  const { start, days } = viewIn(search, localDayOf(Date.now(), ownZone()), daysOn(isOnPhone()));
  void queryClient.prefetchQuery(calendarQuery(rangeFor({ start, end: start + days })));
}
