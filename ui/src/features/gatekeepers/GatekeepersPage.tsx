import { Button } from '@mantine/core';
import { gatekeeperFilters, gatekeeperPages } from '../../api/gatekeepers';
import { ArchivedFilter, ClearFilters, SearchFilter, SelectFilter } from '../../components/Filters';
import { Icon } from '../../components/Icon';
import { OpenButton } from '../../components/OpenButton';
import { Page } from '../../components/Page';
import { usePages } from '../../components/PagedTable';
import { EmptyState, PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { PortfolioFilter } from '../../components/PortfolioFilter';
import { RefLink } from '../../components/RefLink';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { DeliveriesPanel } from './DeliveriesPanel';
import { GatekeeperPanel, KINDS } from './GatekeeperPanel';

/** Gates that others keep, and how they ask. */
export function GatekeepersPage() {
  const text = useText();
  const [filters, setFilters] = useFilters(gatekeeperFilters);
  const panel = usePanel();
  const { query, rows } = usePages(gatekeeperPages(filters));
  const isFiltered = gatekeeperFilters.some((name) => filters[name]);
  const subject = rows.find(({ id }) => id === panel.subject);
  const newButton = (
    <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open('new')}>
      {text('gatekeepers.new')}
    </Button>
  );
  return (
    <Page
      title={text('nav.gatekeepers')}
      actions={newButton}
      filters={
        <>
          <SearchFilter
            label={text('gatekeepers.search')}
            value={filters.q}
            onChange={(q) => setFilters({ q })}
          />
          <SelectFilter
            label={text('column.kind')}
            value={filters.kind}
            options={KINDS.map((kind) => ({ value: kind, label: text(`gatekeepers.kind.${kind}`) }))}
            onChange={(kind) => setFilters({ kind })}
          />
          <PortfolioFilter value={filters.portfolio} onChange={(portfolio) => setFilters({ portfolio })} />
          <ArchivedFilter value={filters.archived} onChange={(archived) => setFilters({ archived })} />
          <ClearFilters names={gatekeeperFilters} filters={filters} onClear={setFilters} />
        </>
      }
    >
      <PageState query={query}>
        {() =>
          rows.length > 0 ? (
            <PlainTable
              caption={text('nav.gatekeepers')}
              rows={rows}
              rowKey={({ id }) => id}
              pages={query}
              columns={[
                {
                  id: 'name',
                  header: text('column.name'),
                  size: 'wide',
                  cell: ({ id, name }) => (
                    <OpenButton onOpen={() => panel.open('gatekeeper', id)}>{name}</OpenButton>
                  ),
                },
                {
                  id: 'kind',
                  header: text('column.kind'),
                  cell: ({ kind }) => text(`gatekeepers.kind.${kind}`),
                },
                {
                  id: 'portfolio',
                  header: text('column.portfolio'),
                  leaves: 'notOnPhone',
                  cell: ({ portfolio }) => <RefLink kind="portfolio" reference={portfolio} />,
                },
                {
                  id: 'bindings',
                  header: text('gatekeepers.bindings'),
                  size: 'end',
                  leaves: 'notOnPhone',
                  cell: ({ bindings }) => bindings.length,
                },
                {
                  id: 'deliveries',
                  header: text('gatekeepers.deliveries'),
                  cell: ({ id, name }) => (
                    <OpenButton onOpen={() => panel.open('deliveries', id)}>
                      {text('gatekeepers.deliveries.of', { name })}
                    </OpenButton>
                  ),
                },
              ]}
            />
          ) : (
            <EmptyState
              title={text(isFiltered ? 'gatekeepers.noMatch' : 'gatekeepers.none')}
              detail={text(isFiltered ? 'filter.widen' : 'gatekeepers.none.next')}
              action={isFiltered ? undefined : newButton}
            />
          )
        }
      </PageState>
      {panel.name === 'new' && <GatekeeperPanel onClose={panel.close} />}
      {panel.name === 'gatekeeper' && subject && (
        <GatekeeperPanel key={subject.id} gatekeeper={subject} onClose={panel.close} />
      )}
      {panel.name === 'deliveries' && subject && (
        <DeliveriesPanel key={subject.id} gatekeeper={subject} onClose={panel.close} />
      )}
    </Page>
  );
}
