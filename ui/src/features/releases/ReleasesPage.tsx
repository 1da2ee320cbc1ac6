import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { releaseFilters, releasePages } from '../../api/releases';
import { DataTable } from '../../components/DataTable';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { EmptyState, PageState } from '../../components/PageState';
import { useReleaseColumns } from '../../components/useReleaseColumns';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { BulkPanel } from './BulkPanel';
import { FromTemplatePanel } from './FromTemplatePanel';
import { NewReleasePanel } from './NewReleasePanel';
import { ReleaseFilterBar } from './ReleaseFilterBar';
import { useChosenTemplate } from './TemplateChoice';

const DEFAULT_SORT = 'target';
/** The server changes no more at once. */
const MOST_AT_ONCE = 200;

export function ReleasesPage() {
  const text = useText();
  const [filters, setFilters] = useFilters(releaseFilters);
  const panel = usePanel();
  const { template } = useChosenTemplate();
  const sort = filters.sort ?? DEFAULT_SORT;
  const query = useInfiniteQuery({
    ...releasePages({ ...filters, sort }),
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const columns = useReleaseColumns();
  const [chosenIds, setChosen] = useState<ReadonlySet<string>>(new Set());
  const chosen = rows.filter(({ id }) => chosenIds.has(id)).slice(0, MOST_AT_ONCE);
  const selection = useMemo(
    () => ({
      chosen: chosenIds,
      onChange: setChosen,
      nameOf: (id: string) => rows.find((release) => release.id === id)?.key ?? id,
    }),
    [chosenIds, rows],
  );
  const isFiltered = releaseFilters.some((name) => name !== 'sort' && filters[name]);
  const newButton = (
    <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open('new')}>
      {text('releases.new')}
    </Button>
  );

  return (
    <Page
      title={text('nav.releases')}
      screen="releases"
      actions={
        <>
          {chosen.length > 0 && (
            <Button variant="light" onClick={() => panel.open('bulk')}>
              {text('bulk.title', { count: chosen.length })}
            </Button>
          )}
          {newButton}
        </>
      }
      filters={<ReleaseFilterBar filters={filters} onChange={setFilters} />}
    >
      <PageState query={query}>
        {(data) =>
          rows.length === 0 ? (
            <EmptyState
              title={text(isFiltered ? 'releases.noMatch' : 'releases.none')}
              detail={text(isFiltered ? 'filter.widen' : 'releases.none.next')}
              action={isFiltered ? undefined : newButton}
            />
          ) : (
            <DataTable
              name="releases"
              caption={text('nav.releases')}
              columns={columns}
              selection={selection}
              rows={rows}
              total={data.pages[0]?.total}
              sort={sort}
              onSort={(next) => setFilters({ sort: next })}
              hasMore={query.hasNextPage}
              isLoadingMore={query.isFetchingNextPage}
              onMore={() => void query.fetchNextPage()}
            />
          )
        }
      </PageState>
      {panel.name === 'bulk' && chosen.length > 0 && (
        <BulkPanel
          releases={chosen}
          onClose={panel.close}
          onDone={() => {
            setChosen(new Set());
            panel.close();
          }}
        />
      )}
      {panel.name === 'new' && template === undefined && <NewReleasePanel onClose={panel.close} />}
      {panel.name === 'new' && template !== undefined && (
        <FromTemplatePanel template={template} onClose={panel.close} />
      )}
    </Page>
  );
}
