import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { systemQuery } from '../../api/catalog';
import type { System } from '../../api/types';
import { ArchiveButton } from '../../components/ArchiveButton';
import { RiskBadge } from '../../components/Badges';
import { Fact, FactList } from '../../components/FactList';
import { Page } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { ReasonedButton } from '../../components/ReasonedButton';
import { RefLink } from '../../components/RefLink';
import { Trail } from '../../components/Trail';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { DependenciesSection } from './DependenciesSection';
import { SystemPanel } from './SystemPanel';
import { VersionsSection } from './VersionsSection';

export function SystemPage() {
  const text = useText();
  const panel = usePanel();
  const { key } = useParams({ from: '/shell/systems/$key' });
  const query = useQuery(systemQuery(key));
  return (
    <PageState query={query}>
      {(system) => (
        <Page
          title={system.name}
          trail={
            <Trail home={{ to: '/systems', name: text('nav.systems') }}>
              <RefLink kind="portfolio" reference={system.portfolio} />
              {system.parent && <RefLink kind="system" reference={system.parent} />}
            </Trail>
          }
          actions={
            <>
              <ReasonedButton
                variant="default"
                blockedBy={system.archived_at === null ? null : text('archive.why')}
                onClick={() => panel.open('edit')}
              >
                {text('action.edit')}
              </ReasonedButton>
              <ArchiveButton noun="systems" thing={system} />
            </>
          }
        >
          <Facts system={system} />
          <VersionsSection system={system} />
          <DependenciesSection system={system} />
          {panel.name === 'edit' && <SystemPanel system={system} onClose={panel.close} />}
        </Page>
      )}
    </PageState>
  );
}

function Facts({ system }: { system: System }) {
  const text = useText();
  return (
    <FactList description={system.description}>
      <Fact name={text('column.key')}>
        <span className="mono">{system.key}</span>
      </Fact>
      <Fact name={text('column.kind')}>{system.kind}</Fact>
      <Fact name={text('systems.team')}>{system.team?.name}</Fact>
      <Fact name={text('column.vendor')}>{system.vendor}</Fact>
      <Fact name={text('column.criticality')}>
        {system.criticality && <RiskBadge risk={system.criticality} />}
      </Fact>
      <Fact name={text('column.latest')}>
        {system.latest_version && <span className="mono">{system.latest_version}</span>}
      </Fact>
      <Fact name={text('field.tags')}>{system.tags.join(', ')}</Fact>
      <Fact name={text('systems.repositories')}>
        {system.repositories.length > 0 && (
          <ul>
            {system.repositories.map((repository) => (
              <li key={repository}>{repository}</li>
            ))}
          </ul>
        )}
      </Fact>
      <Fact name={text('systems.links')}>
        {system.links.length > 0 && (
          <ul>
            {system.links.map((link) => (
              <li key={link.url}>
                <a href={link.url} rel="noreferrer" target="_blank">
                  {link.title}
                </a>
              </li>
            ))}
          </ul>
        )}
      </Fact>
    </FactList>
  );
}
