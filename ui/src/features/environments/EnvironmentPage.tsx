import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useIntl } from 'react-intl';
import { environmentPartsQuery, environmentQuery } from '../../api/environments';
import type { Environment } from '../../api/types';
import { ArchiveButton } from '../../components/ArchiveButton';
import { EnvironmentStateBadge } from '../../components/Badges';
import { Fact, FactList } from '../../components/FactList';
import { shownAmount } from '../../components/money';
import { Page, Section } from '../../components/Page';
import { PageState, Waiting } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { ReasonedButton } from '../../components/ReasonedButton';
import { RefLink } from '../../components/RefLink';
import { Trail } from '../../components/Trail';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { BookingsSection } from './BookingsSection';
import { ChangesSection } from './ChangesSection';
import { HostsSection } from './HostsSection';
import { LinksSection } from './LinksSection';
import { DriftSection, ParitySection, RunningSection } from './ParitySections';
import { ProfileSection } from './ProfileSection';
import { StatePanel } from './StatePanel';
import { Use } from './useEnvironmentColumns';

// Neither is looked at first.
const EnvironmentPanel = lazy(async () => ({
  default: (await import('./EnvironmentPanel')).EnvironmentPanel,
}));
const HistorySection = lazy(async () => ({
  default: (await import('./HistorySection')).HistorySection,
}));

export function EnvironmentPage() {
  const text = useText();
  const panel = usePanel();
  const { key } = useParams({ from: '/shell/environments/$key' });
  const query = useQuery(environmentQuery(key));
  return (
    <PageState query={query}>
      {(environment) => {
        const blockedBy = environment.archived_at === null ? null : text('archive.why');
        return (
          <Page
            title={environment.name}
            trail={
              <Trail home={{ to: '/environments', name: text('nav.environments') }}>
                <RefLink kind="portfolio" reference={environment.portfolio} />
                {environment.parent && <RefLink kind="environment" reference={environment.parent} />}
              </Trail>
            }
            actions={
              <>
                <Button
                  variant="default"
                  renderRoot={(props) => (
                    <Link {...props} to="/bookings" search={{ view: 'list', environment: environment.key }} />
                  )}
                >
                  {text('nav.bookings')}
                </Button>
                <ReasonedButton variant="default" blockedBy={blockedBy} onClick={() => panel.open('state')}>
                  {text('environments.report')}
                </ReasonedButton>
                <ReasonedButton variant="default" blockedBy={blockedBy} onClick={() => panel.open('edit')}>
                  {text('action.edit')}
                </ReasonedButton>
                <ArchiveButton noun="environments" thing={environment} />
              </>
            }
          >
            <EnvironmentFacts environment={environment} />
            <BookingsSection environment={environment} />
            <ChangesSection environment={environment} />
            <RunningSection environment={environment} />
            <ParitySection environment={environment} />
            <DriftSection environment={environment} />
            <ProfileSection environment={environment} />
            <HostsSection environment={environment} />
            <LinksSection environment={environment} />
            <PartsSection environment={environment} />
            <Suspense fallback={<Waiting />}>
              <HistorySection environment={environment} />
            </Suspense>
            <Suspense>
              {panel.name === 'edit' && <EnvironmentPanel environment={environment} onClose={panel.close} />}
            </Suspense>
            {panel.name === 'state' && <StatePanel environment={environment} onClose={panel.close} />}
          </Page>
        );
      }}
    </PageState>
  );
}

function EnvironmentFacts({ environment }: { environment: Environment }) {
  const text = useText();
  const { locale } = useIntl();
  const cost = environment.cost_per_hour;
  return (
    <FactList description={environment.description}>
      <Fact name={text('column.key')}>
        <span className="mono">{environment.key}</span>
      </Fact>
      <Fact name={text('column.state')}>
        <EnvironmentStateBadge state={environment.state} />
      </Fact>
      <Fact name={text('column.stage')}>{environment.stage?.name}</Fact>
      <Fact name={text('column.group')}>{environment.group?.name}</Fact>
      <Fact name={text('environments.use')}>
        <Use environment={environment} />
      </Fact>
      <Fact name={text('systems.team')}>{environment.team?.name}</Fact>
      <Fact name={text('environments.cost')}>{cost && shownAmount(cost, locale)}</Fact>
      <Fact name={text('field.zone')}>{environment.zone}</Fact>
      <Fact name={text('field.tags')}>{environment.tags.join(', ')}</Fact>
    </FactList>
  );
}

/** What is part of it: whoever books it books these too. */
function PartsSection({ environment }: { environment: Environment }) {
  const text = useText();
  const parts = useQuery(environmentPartsQuery(environment.id));
  return (
    <PageState query={parts}>
      {(items) => (
        <Section
          title={text('environments.parts')}
          empty={items.length === 0 && text('environments.parts.none')}
        >
          <PlainTable
            caption={text('environments.parts')}
            rows={items}
            rowKey={({ id }) => id}
            columns={[
              {
                id: 'name',
                header: text('column.name'),
                size: 'wide',
                cell: (part) => <RefLink kind="environment" reference={part} />,
              },
              {
                id: 'state',
                header: text('column.state'),
                cell: ({ state }) => <EnvironmentStateBadge state={state} />,
              },
              { id: 'use', header: text('environments.use'), cell: (part) => <Use environment={part} /> },
            ]}
          />
        </Section>
      )}
    </PageState>
  );
}
