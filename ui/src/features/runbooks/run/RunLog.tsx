import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { runEventPages, runIssueEvents } from '../../../api/runs';
import type { JournalEvent } from '../../../api/types';
import { EventList } from '../../../components/EventList';
import { PageState } from '../../../components/PageState';
import { useText } from '../../../i18n/text';

/** What people said; when and by whom it was done stands in front of it already. */
const SAID = new Set([
  'text',
  'evidence',
  'comment',
  'go',
  'owner',
  'decision',
  'description',
  'branch',
  'attempt',
]);

const short = (event: JournalEvent): JournalEvent => ({
  ...event,
  changes: event.changes.filter(
    ({ field, after }) => SAID.has(field) && after != null && String(after) !== '',
  ),
});

/** Who did and said what in this run, the latest first. */
export function RunLog({ run }: { run: string }) {
  const text = useText();
  const events = useInfiniteQuery(runEventPages(run));
  const raised = useQuery(runIssueEvents(run, 'run_issue.raised')).data ?? [];
  const decided = useQuery(runIssueEvents(run, 'run_issue.decided')).data ?? [];
  return (
    <PageState query={events}>
      {(items) => {
        const oldest = events.hasNextPage ? (items.at(-1)?.position ?? 0) : 0;
        const all = [...items, ...[...raised, ...decided].filter(({ position }) => position > oldest)];
        const latest = all.toSorted((left, right) => right.position - left.position).map(short);
        return (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
          <section tabIndex={0} aria-label={text('run.view.log')}>
            <EventList events={latest} pages={events} isByClock />
          </section>
        );
      }}
    </PageState>
  );
}
