import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { portfolioList } from '../../api/organisation';
import { windowFilters, windowPages, windowQuery } from '../../api/windows';
import { DataTable } from '../../components/DataTable';
import { ArchivedFilter, ClearFilters, SearchFilter, SelectFilter } from '../../components/Filters';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { EmptyState, PageState } from '../../components/PageState';
import { inTreeOrder } from '../../components/portfolioTree';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { useWindowColumns } from './useWindowColumns';
import { WINDOW_KINDS, WindowPanel } from './WindowPanel';

/** When releases are held back, and when there is room for them. */
export function WindowsPage() {
  const text = useText();
  const [filters, setFilters] = useFilters(windowFilters);
  const panel = usePanel();
  const portfolios = useQuery(portfolioList()).data ?? [];
  const query = useInfiniteQuery({ ...windowPages(filters), placeholderData: keepPreviousData });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const columns = useWindowColumns((id) => panel.open('window', id));
  const isFiltered = windowFilters.some((name) => filters[name]);
  const wanted = panel.name === 'window' ? panel.subject : undefined;
  const open = useQuery({ ...windowQuery(wanted ?? ''), enabled: wanted !== undefined });
  const newButton = (
    <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open('new')}>
      {text('windows.new')}
    </Button>
  );
  return (
    <Page
      title={text('nav.windows')}
      actions={newButton}
      filters={
        <>
          <SearchFilter
            label={text('windows.search')}
            value={filters.q}
            onChange={(q) => setFilters({ q })}
          />
          <SelectFilter
            label={text('column.kind')}
            value={filters.kind}
            options={WINDOW_KINDS.map((kind) => ({ value: kind, label: text(`window.${kind}`) }))}
            onChange={(kind) => setFilters({ kind })}
          />
          <SelectFilter
            label={text('column.portfolio')}
            value={filters.portfolio}
            options={inTreeOrder(portfolios).map(({ portfolio, path }) => ({
              value: portfolio.key,
              label: path,
            }))}
            onChange={(portfolio) => setFilters({ portfolio })}
          />
          <ArchivedFilter value={filters.archived} onChange={(archived) => setFilters({ archived })} />
          <ClearFilters names={windowFilters} filters={filters} onClear={setFilters} />
        </>
      }
    >
      <PageState query={query}>
        {(data) =>
          rows.length === 0 ? (
            <EmptyState
              title={text(isFiltered ? 'windows.noMatch' : 'windows.none')}
              detail={text(isFiltered ? 'filter.widen' : 'windows.none.next')}
              action={isFiltered ? undefined : newButton}
            />
          ) : (
            <DataTable
              name="windows"
              caption={text('nav.windows')}
              columns={columns}
              rows={rows}
              total={data.pages[0]?.total}
              hasMore={query.hasNextPage}
              isLoadingMore={query.isFetchingNextPage}
              onMore={() => void query.fetchNextPage()}
            />
          )
        }
      </PageState>
      {panel.name === 'new' && <WindowPanel onClose={panel.close} />}
      {wanted !== undefined && open.data && (
        <WindowPanel key={open.data.id} window={open.data} onClose={panel.close} />
      )}
    </Page>
  );
}
