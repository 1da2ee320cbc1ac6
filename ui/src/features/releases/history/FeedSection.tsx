import { useInfiniteQuery } from '@tanstack/react-query';
import { releaseEventPages } from '../../../api/journal';
import { EventList } from '../../../components/EventList';
import { PageState } from '../../../components/PageState';
import { useRelease } from '../ReleaseContext';

export function FeedSection() {
  const events = useInfiniteQuery(releaseEventPages(useRelease().id));
  return <PageState query={events}>{(items) => <EventList events={items} pages={events} />}</PageState>;
}
