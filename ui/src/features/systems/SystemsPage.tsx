import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { systemFilters, systemPages } from '../../api/catalog';
import { portfolioList } from '../../api/organisation';
import { DataTable } from '../../components/DataTable';
import { ArchivedFilter, ClearFilters, SearchFilter, SelectFilter } from '../../components/Filters';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { EmptyState, PageState } from '../../components/PageState';
import { inTreeOrder } from '../../components/portfolioTree';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { SystemPanel } from './SystemPanel';
import { useSystemColumns } from './useSystemColumns';

const CLEARED = systemFilters.filter((name) => name !== 'sort');

export function SystemsPage() {
  const text = useText();
  const [filters, setFilters] = useFilters(systemFilters);
  const panel = usePanel();
  const portfolios = useQuery(portfolioList()).data ?? [];
  const sort = filters.sort ?? 'name';
  const query = useInfiniteQuery({ ...systemPages({ ...filters, sort }), placeholderData: keepPreviousData });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const columns = useSystemColumns();
  const isFiltered = CLEARED.some((name) => filters[name]);
  const newButton = (
    <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open('new')}>
      {text('systems.new')}
    </Button>
  );
  return (
    <Page
      title={text('nav.systems')}
      screen="systems"
      actions={newButton}
      filters={
        <>
          <SearchFilter
            label={text('systems.search')}
            value={filters.q}
            onChange={(q) => setFilters({ q })}
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
          <ClearFilters names={CLEARED} filters={filters} onClear={setFilters} />
        </>
      }
    >
      <PageState query={query}>
        {(data) =>
          rows.length === 0 ? (
            <EmptyState
              title={text(isFiltered ? 'systems.noMatch' : 'systems.none')}
              detail={text(isFiltered ? 'filter.widen' : 'systems.none.next')}
              action={isFiltered ? undefined : newButton}
            />
          ) : (
            <DataTable
              name="systems"
              caption={text('nav.systems')}
              columns={columns}
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
      {panel.name === 'new' && <SystemPanel onClose={panel.close} />}
    </Page>
  );
}
