import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { runFilters, runPages } from '../../api/runs';
import type { Run } from '../../api/types';
import { type DataColumn, rowLink } from '../../components/DataTable';
import { ClearFilters, SearchFilter, SelectFilter } from '../../components/Filters';
import { PagedTable, usePages } from '../../components/PagedTable';
import { TimeText } from '../../components/Time';
import { useFilters } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { RunKindBadge, RunStatusBadge } from './badges';

const STATUSES = ['planned', 'running', 'paused', 'completed', 'rolled_back', 'aborted'] as const;
/** What is looked for first: what goes on, of those what counts. */
const URGENCY = { running: 0, paused: 0, planned: 1, completed: 2, rolled_back: 2, aborted: 2 } as const;

export function RunListFilters() {
  const text = useText();
  const [filters, setFilters] = useFilters(runFilters);
  return (
    <>
      <SearchFilter label={text('runs.search')} value={filters.q} onChange={(q) => setFilters({ q })} />
      <SelectFilter
        label={text('column.kind')}
        value={filters.kind}
        options={(['live', 'rehearsal'] as const).map((kind) => ({
          value: kind,
          label: text(`run.kind.${kind}`),
        }))}
        onChange={(kind) => setFilters({ kind })}
      />
      <SelectFilter
        label={text('column.status')}
        value={filters.status}
        options={STATUSES.map((status) => ({ value: status, label: text(`run.status.${status}`) }))}
        onChange={(status) => setFilters({ status })}
      />
      <ClearFilters names={runFilters} filters={filters} onClear={setFilters} />
    </>
  );
}

const rank = ({ kind, status }: Run) => 2 * URGENCY[status] + (kind === 'live' ? 0 : 1);

export function RunList() {
  const text = useText();
  const [filters] = useFilters(runFilters);
  const { query, rows } = usePages(runPages(filters));
  const ordered = useMemo(() => rows.toSorted((left, right) => rank(left) - rank(right)), [rows]);
  const columns = useRunColumns();
  return (
    <PagedTable
      query={query}
      name="runs"
      filters={filters}
      caption={text('runbooks.runs')}
      columns={columns}
      rows={ordered}
      isFiltered={runFilters.some((name) => filters[name])}
      words={{ none: 'runs.none', next: 'runs.none.next', noMatch: 'runs.noMatch' }}
    />
  );
}

function useRunColumns(): DataColumn<Run>[] {
  const text = useText();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change only with the locale
  return useMemo(
    () => [
      {
        id: 'name',
        header: text('column.name'),
        size: 'wide',
        cell: ({ id, name }) => (
          <Link to="/runs/$run" params={{ run: id }} className={rowLink}>
            {name}
          </Link>
        ),
      },
      { id: 'kind', header: text('column.kind'), cell: ({ kind }) => <RunKindBadge kind={kind} /> },
      {
        id: 'status',
        header: text('column.status'),
        cell: ({ status }) => <RunStatusBadge status={status} />,
      },
      {
        id: 'plan',
        header: text('runbooks.plan'),
        size: 'clip',
        cell: ({ plan, version }) => (
          <>
            <Link to="/runbooks/$key" params={{ key: plan.key }} title={plan.name}>
              {plan.key}
            </Link>{' '}
            <span className="faint">{text('runbooks.versionOf', { version })}</span>
          </>
        ),
      },
      {
        id: 'begins',
        header: text('runs.begins'),
        cell: ({ started_at, scheduled_at }) => <TimeText at={started_at ?? scheduled_at} />,
      },
      {
        id: 'ends',
        header: text('runs.windowEnd'),
        leaves: 'later',
        cell: ({ ended_at, window_end }) => {
          const at = ended_at ?? window_end;
          return at ? <TimeText at={at} /> : <span className="faint">{text('value.none')}</span>;
        },
      },
    ],
    [text('column.name')],
  );
}
