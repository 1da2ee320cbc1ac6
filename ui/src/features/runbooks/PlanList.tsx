import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useMemo } from 'react';
import { planFilters, planPages } from '../../api/runbooks';
import type { DeploymentPlan } from '../../api/types';
import { type DataColumn, rowLink } from '../../components/DataTable';
import { ArchivedFilter, ClearFilters, SearchFilter, SelectFilter } from '../../components/Filters';
import { PagedTable, usePages } from '../../components/PagedTable';
import { PortfolioFilter } from '../../components/PortfolioFilter';
import { RefLink } from '../../components/RefLink';
import { TimeText } from '../../components/Time';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { PlanStatusBadge } from './badges';

const PlanPanel = lazy(async () => ({ default: (await import('./plan/PlanPanel')).PlanPanel }));

export function PlanListFilters() {
  const text = useText();
  const [filters, setFilters] = useFilters(planFilters);
  return (
    <>
      <SearchFilter label={text('runbooks.search')} value={filters.q} onChange={(q) => setFilters({ q })} />
      <SelectFilter
        label={text('column.status')}
        value={filters.status}
        options={(['draft', 'approved'] as const).map((status) => ({
          value: status,
          label: text(`runbooks.status.${status}`),
        }))}
        onChange={(status) => setFilters({ status })}
      />
      <PortfolioFilter value={filters.portfolio} onChange={(portfolio) => setFilters({ portfolio })} />
      <ArchivedFilter value={filters.archived} onChange={(archived) => setFilters({ archived })} />
      <ClearFilters names={planFilters} filters={filters} onClear={setFilters} />
    </>
  );
}

export function PlanList({ newButton }: { newButton: ReactNode }) {
  const panel = usePanel();
  const [filters] = useFilters(planFilters);
  const { query, rows } = usePages(planPages(filters));
  const text = useText();
  const columns = usePlanColumns();
  return (
    <>
      <PagedTable
        query={query}
        name="deployment-plans"
        filters={filters}
        caption={text('runbooks.plans')}
        columns={columns}
        rows={rows}
        isFiltered={planFilters.some((name) => filters[name])}
        words={{ none: 'runbooks.none', next: 'runbooks.none.next', noMatch: 'runbooks.noMatch' }}
        action={newButton}
      />
      <Suspense>{panel.name === 'new' && <PlanPanel onClose={panel.close} />}</Suspense>
    </>
  );
}

function usePlanColumns(): DataColumn<DeploymentPlan>[] {
  const text = useText();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change only with the locale
  return useMemo(
    () => [
      {
        id: 'name',
        header: text('column.name'),
        size: 'wide',
        cell: ({ key, name }) => (
          <Link to="/runbooks/$key" params={{ key }} className={rowLink}>
            {name}
          </Link>
        ),
      },
      {
        id: 'key',
        header: text('column.key'),
        leaves: 'later',
        cell: ({ key }) => <span className="mono">{key}</span>,
      },
      { id: 'status', header: text('column.status'), cell: (plan) => <PlanStatusBadge plan={plan} /> },
      {
        id: 'version',
        header: text('runbooks.version'),
        size: 'end',
        leaves: 'later',
        cell: ({ version }) => version || <span className="faint">{text('value.none')}</span>,
      },
      {
        id: 'tasks',
        header: text('runbooks.tasks'),
        size: 'end',
        leaves: 'notOnPhone',
        cell: ({ task_count }) => task_count,
      },
      {
        id: 'release',
        header: text('runbooks.forRelease'),
        size: 'clip',
        cell: ({ release }) =>
          release ? (
            <RefLink kind="release" reference={release} />
          ) : (
            <span className="faint">{text('value.none')}</span>
          ),
      },
      {
        id: 'portfolio',
        header: text('column.portfolio'),
        size: 'clip',
        leaves: 'later',
        cell: ({ portfolio }) => <RefLink kind="portfolio" reference={portfolio} />,
      },
      {
        id: 'created',
        header: text('runbooks.written'),
        leaves: 'last',
        cell: ({ created_at }) => <TimeText at={created_at} distance />,
      },
    ],
    [text('column.name')],
  );
}
