import { Button } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { policyFilters, policyPages } from '../../api/policies';
import { ArchivedFilter, ClearFilters, SearchFilter, SelectFilter } from '../../components/Filters';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { usePages } from '../../components/PagedTable';
import { EmptyState, PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { PortfolioFilter } from '../../components/PortfolioFilter';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { ENFORCEMENTS } from './PolicyBadges';
import { usePolicyColumns } from './usePolicyColumns';

// Nothing is open at first.
const PolicyPanel = lazy(async () => ({ default: (await import('./PolicyPanel')).PolicyPanel }));

/** The rules of engagement: what has to be so before something goes anywhere. */
export function PoliciesPage() {
  const text = useText();
  const [filters, setFilters] = useFilters(policyFilters);
  const panel = usePanel();
  const { query, rows } = usePages(policyPages(filters));
  const columns = usePolicyColumns();
  const isFiltered = policyFilters.some((name) => filters[name]);
  const newButton = (
    <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open('new')}>
      {text('policies.new')}
    </Button>
  );
  return (
    <Page
      title={text('nav.policies')}
      actions={newButton}
      filters={
        <>
          <SearchFilter
            label={text('policies.search')}
            value={filters.q}
            onChange={(q) => setFilters({ q })}
          />
          <SelectFilter
            label={text('column.status')}
            value={filters.in_force}
            options={[
              { value: 'true', label: text('policies.status.in_force') },
              { value: 'false', label: text('policies.noneInForce') },
            ]}
            onChange={(in_force) => setFilters({ in_force })}
          />
          <SelectFilter
            label={text('policies.enforcement')}
            value={filters.enforcement}
            options={ENFORCEMENTS.map((one) => ({ value: one, label: text(`policies.enforcement.${one}`) }))}
            onChange={(enforcement) => setFilters({ enforcement })}
          />
          <PortfolioFilter value={filters.portfolio} onChange={(portfolio) => setFilters({ portfolio })} />
          <ArchivedFilter value={filters.archived} onChange={(archived) => setFilters({ archived })} />
          <ClearFilters names={policyFilters} filters={filters} onClear={setFilters} />
        </>
      }
    >
      <PageState query={query}>
        {() =>
          rows.length > 0 ? (
            <PlainTable
              caption={text('nav.policies')}
              columns={columns}
              rows={rows}
              rowKey={({ id }) => id}
              pages={query}
            />
          ) : (
            <EmptyState
              title={text(isFiltered ? 'policies.noMatch' : 'policies.none')}
              detail={text(isFiltered ? 'filter.widen' : 'policies.none.next')}
              action={isFiltered ? undefined : newButton}
            />
          )
        }
      </PageState>
      <Suspense>{panel.name === 'new' && <PolicyPanel onClose={panel.close} />}</Suspense>
    </Page>
  );
}
