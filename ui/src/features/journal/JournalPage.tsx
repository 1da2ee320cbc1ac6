import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { journalFilters, journalPages } from '../../api/journal';
import { EventList } from '../../components/EventList';
import { ExportMenu } from '../../components/ExportMenu';
import { ClearFilters, SearchFilter } from '../../components/Filters';
import { PersonPicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { Page } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { useFilters } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { ProofMenu } from './ProofMenu';

export function JournalPage() {
  const text = useText();
  const [filters, setFilters] = useFilters(journalFilters);
  const [actor, setActor] = useState<Choice | null>(null);
  const query = useInfiniteQuery({ ...journalPages(filters), placeholderData: keepPreviousData });
  // A link carries the id only; the name is in the first event that matches.
  const actorName = query.data?.pages[0]?.items.find((event) => event.actor?.id === filters.actor)?.actor
    ?.name;
  const shownActor =
    filters.actor === undefined
      ? null
      : actor?.id === filters.actor
        ? actor
        : { id: filters.actor, name: actorName ?? filters.actor };

  return (
    <Page
      title={text('nav.journal')}
      screen="journal"
      actions={
        <>
          <ProofMenu />
          <ExportMenu table="/tables/journal" filters={filters} />
        </>
      }
      filters={
        <>
          <PersonPicker
            label={text('journal.actor')}
            isFilter
            value={shownActor}
            onChange={(choice) => {
              setActor(choice);
              setFilters({ actor: choice?.id });
            }}
          />
          <SearchFilter
            label={text('journal.kind')}
            value={filters.kind}
            onChange={(kind) => setFilters({ kind })}
          />
          <SearchFilter
            label={text('journal.about')}
            value={filters.about}
            onChange={(about) => setFilters({ about })}
          />
          <ClearFilters names={journalFilters} filters={filters} onClear={setFilters} />
        </>
      }
    >
      <PageState query={query}>
        {(data) => <EventList events={data.pages.flatMap((page) => page.items)} pages={query} />}
      </PageState>
    </Page>
  );
}
