import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { portfolioList } from '../../api/organisation';
import { rowLink } from '../../components/DataTable';
import { ArchivedFilter } from '../../components/Filters';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { EmptyState, PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { inTreeOrder, type TreeRow } from '../../components/portfolioTree';
import { RefLink } from '../../components/RefLink';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { PortfolioPanel } from './PortfolioPanel';

const INDENT_PX = 20;
const FILTERS = ['archived'] as const;

export function PortfoliosPage() {
  const text = useText();
  const panel = usePanel();
  const [filters, setFilters] = useFilters(FILTERS);
  const portfolios = useQuery(portfolioList(filters));
  const newButton = (
    <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open('new')}>
      {text('portfolios.new')}
    </Button>
  );
  return (
    <Page
      title={text('nav.portfolios')}
      actions={newButton}
      filters={<ArchivedFilter value={filters.archived} onChange={(archived) => setFilters({ archived })} />}
    >
      <PageState query={portfolios}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              title={text(filters.archived ? 'archive.none' : 'portfolios.none')}
              detail={text(filters.archived ? 'archive.none.next' : 'portfolios.none.next')}
              action={filters.archived ? undefined : newButton}
            />
          ) : (
            <PlainTable<TreeRow>
              caption={text('nav.portfolios')}
              rows={inTreeOrder(items)}
              rowKey={({ portfolio }) => portfolio.id}
              columns={[
                {
                  id: 'name',
                  header: text('column.name'),
                  size: 'wide',
                  cell: ({ portfolio, depth }) => (
                    <span style={{ paddingLeft: depth * INDENT_PX }}>
                      <RefLink kind="portfolio" reference={portfolio} className={rowLink} />
                    </span>
                  ),
                },
                {
                  id: 'key',
                  header: text('column.key'),
                  cell: ({ portfolio }) => <span className="mono">{portfolio.key}</span>,
                },
                {
                  id: 'releases',
                  header: text('nav.releases'),
                  size: 'end',
                  cell: ({ portfolio }) => portfolio.release_count,
                },
                {
                  id: 'systems',
                  header: text('nav.systems'),
                  size: 'end',
                  cell: ({ portfolio }) => portfolio.system_count,
                },
              ]}
            />
          )
        }
      </PageState>
      {panel.name === 'new' && <PortfolioPanel onClose={panel.close} />}
    </Page>
  );
}
