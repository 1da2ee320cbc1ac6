import { useInfiniteQuery } from '@tanstack/react-query';
import { runEventPages } from '../../../api/runs';
import { EventList } from '../../../components/EventList';
import { PageState } from '../../../components/PageState';

/** Who did and said what in this run, the latest first. */
export function RunLog({ run }: { run: string }) {
  const events = useInfiniteQuery(runEventPages(run));
  return <PageState query={events}>{(items) => <EventList events={items} pages={events} />}</PageState>;
}
