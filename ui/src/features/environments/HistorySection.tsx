import { useInfiniteQuery } from '@tanstack/react-query';
import { environmentEventPages } from '../../api/journal';
import type { Environment } from '../../api/types';
import { EventList } from '../../components/EventList';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { useText } from '../../i18n/text';

/** What happened to it, the latest first: what changed, and what of that nobody had announced. */
export function HistorySection({ environment }: { environment: Environment }) {
  const text = useText();
  const events = useInfiniteQuery(environmentEventPages(environment.id));
  return (
    <Section title={text('environments.history')}>
      <PageState query={events}>{(items) => <EventList events={items} pages={events} />}</PageState>
    </Section>
  );
}
