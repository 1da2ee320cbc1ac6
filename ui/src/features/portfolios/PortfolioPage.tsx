import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { systemPages } from '../../api/catalog';
import { portfolioQuery } from '../../api/organisation';
import { releasePages } from '../../api/releases';
import type { Portfolio } from '../../api/types';
import { ArchiveButton } from '../../components/ArchiveButton';
import FeedPanel from '../../components/FeedPanel';
import { Icon } from '../../components/Icon';
import { Facts, Page, Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { ReasonedButton } from '../../components/ReasonedButton';
import { RefLink } from '../../components/RefLink';
import { Trail } from '../../components/Trail';
import { useReleaseColumns } from '../../components/useReleaseColumns';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { calendarAbove } from './calendarAbove';
import { GrantsSection } from './GrantsSection';
import { HoldersSection } from './HoldersSection';
import { PortfolioPanel } from './PortfolioPanel';

/** As many as fit a page at a glance; the list of releases, one click away, has them all. */
const SHOWN = 20;

export function PortfolioPage() {
  const text = useText();
  const panel = usePanel();
  const { key } = useParams({ from: '/shell/portfolios/$key' });
  const query = useQuery(portfolioQuery(key));
  return (
    <PageState query={query}>
      {(portfolio) => (
        <Page
          title={portfolio.name}
          trail={
            <Trail home={{ to: '/portfolios', name: text('nav.portfolios') }}>
              {(portfolio.path ?? [])
                .filter(({ id }) => id !== portfolio.id)
                .map((step) => (
                  <RefLink key={step.id} kind="portfolio" reference={step} />
                ))}
            </Trail>
          }
          actions={
            <>
              <Button
                variant="default"
                leftSection={<Icon name="link" size={14} />}
                onClick={() => panel.open('feed')}
              >
                {text('feeds.subscribe')}
              </Button>
              <ReasonedButton
                variant="default"
                blockedBy={portfolio.archived_at === null ? null : text('archive.why')}
                onClick={() => panel.open('edit')}
              >
                {text('action.edit')}
              </ReasonedButton>
              <ArchiveButton noun="portfolios" thing={portfolio} />
            </>
          }
        >
          <PortfolioFacts portfolio={portfolio} />
          <PortfolioReleases portfolio={portfolio} />
          <PortfolioSystems portfolio={portfolio} />
          <GrantsSection portfolio={portfolio} />
          <HoldersSection portfolio={portfolio} />
          {panel.name === 'feed' && (
            <FeedPanel
              subject={{ kind: 'portfolio', id: portfolio.id, name: portfolio.name }}
              onClose={panel.close}
            />
          )}
          {panel.name === 'edit' && <PortfolioPanel portfolio={portfolio} onClose={panel.close} />}
        </Page>
      )}
    </PageState>
  );
}

function PortfolioFacts({ portfolio }: { portfolio: Portfolio }) {
  const text = useText();
  return (
    <Facts>
      {portfolio.description && <p>{portfolio.description}</p>}
      <p className="faint">
        {text('portfolios.calendar')}: {portfolio.working_calendar?.name ?? calendarAbove(portfolio, text)}
      </p>
    </Facts>
  );
}

function PortfolioReleases({ portfolio }: { portfolio: Portfolio }) {
  const text = useText();
  const columns = useReleaseColumns();
  const query = useInfiniteQuery(releasePages({ portfolio: portfolio.key, sort: 'target' }));
  return (
    <PageState query={query}>
      {(data) => {
        const rows = (data.pages[0]?.items ?? []).slice(0, SHOWN);
        return (
          <Section
            title={text('nav.releases')}
            actions={
              <Link to="/releases" search={{ portfolio: portfolio.key }}>
                {text('portfolios.allReleases')}
              </Link>
            }
            empty={rows.length === 0 && text('portfolios.noReleases')}
          >
            <PlainTable
              caption={text('nav.releases')}
              rows={rows}
              rowKey={({ id }) => id}
              columns={columns}
            />
          </Section>
        );
      }}
    </PageState>
  );
}

function PortfolioSystems({ portfolio }: { portfolio: Portfolio }) {
  const text = useText();
  const query = useInfiniteQuery(systemPages({ portfolio: portfolio.key }));
  return (
    <PageState query={query}>
      {(data) => {
        const rows = (data.pages[0]?.items ?? []).slice(0, SHOWN);
        return (
          <Section
            title={text('nav.systems')}
            actions={
              <Link to="/systems" search={{ portfolio: portfolio.key }}>
                {text('portfolios.allSystems')}
              </Link>
            }
            empty={rows.length === 0 && text('portfolios.noSystems')}
          >
            <PlainTable
              caption={text('nav.systems')}
              rows={rows}
              rowKey={({ id }) => id}
              columns={[
                {
                  id: 'name',
                  header: text('column.name'),
                  size: 'wide',
                  cell: (system) => <RefLink kind="system" reference={system} />,
                },
                {
                  id: 'key',
                  header: text('column.key'),
                  cell: (system) => <span className="mono">{system.key}</span>,
                },
                { id: 'kind', header: text('column.kind'), cell: (system) => system.kind },
              ]}
            />
          </Section>
        );
      }}
    </PageState>
  );
}
