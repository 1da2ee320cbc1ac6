import { useInfiniteQuery } from '@tanstack/react-query';
import { releaseEventPages } from '../../../api/journal';
import { EventList } from '../../../components/EventList';
import { PageState } from '../../../components/PageState';
import { useRelease } from '../ReleaseContext';

export function FeedSection() {
  const events = useInfiniteQuery(releaseEventPages(useRelease().id));
  return (
    <PageState query={events}>
      {(data) => (
        <EventList
          events={data.pages.flatMap((page) => page.items)}
          hasMore={events.hasNextPage}
          isLoadingMore={events.isFetchingNextPage}
          onMore={() => void events.fetchNextPage()}
        />
      )}
    </PageState>
  );
}
