import { Button } from '@mantine/core';
import { systemFilters, systemPages } from '../../api/catalog';
import { ArchivedFilter, ClearFilters, SearchFilter } from '../../components/Filters';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { PagedTable, usePages } from '../../components/PagedTable';
import { PortfolioFilter } from '../../components/PortfolioFilter';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { SystemPanel } from './SystemPanel';
import { useSystemColumns } from './useSystemColumns';

const CLEARED = systemFilters.filter((name) => name !== 'sort');

export function SystemsPage() {
  const text = useText();
  const [filters, setFilters] = useFilters(systemFilters);
  const panel = usePanel();
  const sort = filters.sort ?? 'name';
  const { query, rows } = usePages(systemPages({ ...filters, sort }));
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
          <PortfolioFilter value={filters.portfolio} onChange={(portfolio) => setFilters({ portfolio })} />
          <ArchivedFilter value={filters.archived} onChange={(archived) => setFilters({ archived })} />
          <ClearFilters names={CLEARED} filters={filters} onClear={setFilters} />
        </>
      }
    >
      <PagedTable
        query={query}
        name="systems"
        filters={{ ...filters, sort }}
        caption={text('nav.systems')}
        columns={columns}
        rows={rows}
        sort={sort}
        onSort={(next) => setFilters({ sort: next })}
        isFiltered={isFiltered}
        words={{ none: 'systems.none', next: 'systems.none.next', noMatch: 'systems.noMatch' }}
        action={newButton}
      />
      {panel.name === 'new' && <SystemPanel onClose={panel.close} />}
    </Page>
  );
}
