import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { environmentFilters, environmentGroups, environmentPages, stages } from '../../api/environments';
import { ArchivedFilter, ClearFilters, SearchFilter, SelectFilter } from '../../components/Filters';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { PagedTable, usePages } from '../../components/PagedTable';
import { PortfolioFilter } from '../../components/PortfolioFilter';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { EnvironmentPanel } from './EnvironmentPanel';
import { STATES } from './state';
import { useEnvironmentColumns } from './useEnvironmentColumns';

const CLEARED = environmentFilters.filter((name) => name !== 'sort');

const named = ({ key, name }: { key: string; name: string }) => ({ value: key, label: name });

/** Every environment there is: where it stands on the way to production, how it is, and who looks after it. */
export function EnvironmentsPage() {
  const text = useText();
  const [filters, setFilters] = useFilters(environmentFilters);
  const panel = usePanel();
  const sort = filters.sort ?? 'key';
  const { query, rows } = usePages(environmentPages({ ...filters, sort }));
  const columns = useEnvironmentColumns();
  const stageList = useQuery(stages()).data ?? [];
  const groups = useQuery(environmentGroups()).data ?? [];
  const isFiltered = CLEARED.some((name) => filters[name]);
  const newButton = (
    <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open('new')}>
      {text('environments.new')}
    </Button>
  );
  return (
    <Page
      title={text('nav.environments')}
      screen="environments"
      actions={newButton}
      filters={
        <>
          <SearchFilter
            label={text('environments.search')}
            value={filters.q}
            onChange={(q) => setFilters({ q })}
          />
          <SelectFilter
            label={text('column.stage')}
            value={filters.stage}
            options={stageList.map(named)}
            onChange={(stage) => setFilters({ stage })}
          />
          <SelectFilter
            label={text('column.group')}
            value={filters.group}
            options={groups.map(named)}
            onChange={(group) => setFilters({ group })}
          />
          <SelectFilter
            label={text('column.state')}
            value={filters.state}
            options={STATES.map((state) => ({ value: state, label: text(`environment.state.${state}`) }))}
            onChange={(state) => setFilters({ state })}
          />
          <PortfolioFilter value={filters.portfolio} onChange={(portfolio) => setFilters({ portfolio })} />
          <ArchivedFilter value={filters.archived} onChange={(archived) => setFilters({ archived })} />
          <ClearFilters names={CLEARED} filters={filters} onClear={setFilters} />
        </>
      }
    >
      <PagedTable
        query={query}
        name="environments"
        filters={{ ...filters, sort }}
        caption={text('nav.environments')}
        columns={columns}
        rows={rows}
        sort={sort}
        onSort={(next) => setFilters({ sort: next })}
        isFiltered={isFiltered}
        words={{
          none: 'environments.none',
          next: 'environments.none.next',
          noMatch: 'environments.noMatch',
        }}
        action={newButton}
      />
      {panel.name === 'new' && <EnvironmentPanel onClose={panel.close} />}
    </Page>
  );
}
