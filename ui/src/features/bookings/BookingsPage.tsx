import { lazy, Suspense } from 'react';
import { Waiting } from '../../components/PageState';
import { useFilters } from '../../components/useSearchState';
import { VIEW } from './view';

// Whoever looks at one seldom looks at the other.
const BookingList = lazy(async () => ({ default: (await import('./BookingList')).BookingList }));
const TimelinePage = lazy(async () => ({ default: (await import('./timeline/TimelinePage')).TimelinePage }));

/** Who has which environment when. */
export function BookingsPage() {
  const [{ view }] = useFilters(VIEW);
  return <Suspense fallback={<Waiting />}>{view === 'list' ? <BookingList /> : <TimelinePage />}</Suspense>;
}
