import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { policyQuery, policyVersionsQuery } from '../../api/policies';
import type { Policy, PolicyVersion } from '../../api/types';
import { ArchiveButton } from '../../components/ArchiveButton';
import { Fact, FactList } from '../../components/FactList';
import { Page, Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { ReasonedButton } from '../../components/ReasonedButton';
import { RefLink } from '../../components/RefLink';
import { TimeText } from '../../components/Time';
import { Trail } from '../../components/Trail';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import styles from './Policies.module.css';
import { EnforcementBadge, PolicyStatusBadge } from './PolicyBadges';
import { ReplaySection } from './ReplaySection';
import { useGoverns } from './useGoverns';

// Nothing is open at first.
const PolicyPanel = lazy(async () => ({ default: (await import('./PolicyPanel')).PolicyPanel }));
const StandingPanel = lazy(async () => ({ default: (await import('./StandingPanel')).StandingPanel }));

export function PolicyPage() {
  const text = useText();
  const panel = usePanel();
  const { key } = useParams({ from: '/shell/policies/$key' });
  const query = useQuery(policyQuery(key));
  return (
    <PageState query={query}>
      {(policy) => (
        <Page
          title={policy.name}
          trail={
            <Trail home={{ to: '/policies', name: text('nav.policies') }}>
              {policy.portfolio && <RefLink kind="portfolio" reference={policy.portfolio} />}
            </Trail>
          }
          actions={
            <>
              <ReasonedButton
                variant="default"
                blockedBy={policy.archived_at === null ? null : text('archive.why')}
                onClick={() => panel.open('edit')}
              >
                {text('action.edit')}
              </ReasonedButton>
              <ReasonedButton
                blockedBy={
                  policy.archived_at !== null
                    ? text('archive.why')
                    : policy.latest.status === 'in_force'
                      ? text('policies.enforce.blocked')
                      : null
                }
                onClick={() => panel.open('enforce', String(policy.latest.number))}
              >
                {text('policies.enforce')}
              </ReasonedButton>
              <ReasonedButton
                variant="default"
                blockedBy={policy.in_force ? null : text('policies.retire.blocked')}
                onClick={() => panel.open('retire')}
              >
                {text('policies.retire')}
              </ReasonedButton>
              {!policy.in_force && <ArchiveButton noun="policies" thing={policy} />}
            </>
          }
        >
          <Standing policy={policy} />
          {policy.in_force && <VersionSection version={policy.in_force} />}
          {policy.latest.status !== 'in_force' && <VersionSection version={policy.latest} />}
          <ReplaySection key={policy.latest.number} policy={policy} />
          <VersionsSection policy={policy} onEnforce={(number) => panel.open('enforce', String(number))} />
          <Suspense>
            {panel.name === 'edit' && (
              <PolicyPanel key={policy.latest.number} policy={policy} onClose={panel.close} />
            )}
            {panel.name === 'enforce' && (
              <StandingPanel policy={policy} version={Number(panel.subject)} onClose={panel.close} />
            )}
            {panel.name === 'retire' && <StandingPanel policy={policy} onClose={panel.close} />}
          </Suspense>
        </Page>
      )}
    </PageState>
  );
}

function Standing({ policy }: { policy: Policy }) {
  const text = useText();
  const governs = useGoverns();
  const { in_force, latest } = policy;
  return (
    <FactList description={policy.description}>
      <Fact name={text('column.key')}>
        <span className="mono">{policy.key}</span>
      </Fact>
      <Fact name={text('column.status')}>
        <PolicyStatusBadge status={(in_force ?? latest).status} />
      </Fact>
      <Fact name={text('policies.enforcement')}>
        <EnforcementBadge enforcement={(in_force ?? latest).enforcement} />
      </Fact>
      <Fact name={text('policies.governs')}>{governs(in_force ?? latest)}</Fact>
    </FactList>
  );
}

function VersionSection({ version }: { version: PolicyVersion }) {
  const text = useText();
  return (
    <Section
      title={text('policies.versionOf', { number: version.number })}
      actions={<PolicyStatusBadge status={version.status} />}
    >
      <div className={styles.statement}>
        <pre className={styles.text}>{version.expression}</pre>
        <p>{version.message}</p>
        {version.status === 'draft' && <p className="faint">{text('policies.draft.what')}</p>}
      </div>
    </Section>
  );
}

interface VersionsSectionProps {
  policy: Policy;
  onEnforce: (version: number) => void;
}

function VersionsSection({ policy, onEnforce }: VersionsSectionProps) {
  const text = useText();
  const versions = useInfiniteQuery(policyVersionsQuery(policy.id));
  return (
    <PageState query={versions}>
      {(items) => (
        <Section title={text('policies.versions')}>
          <PlainTable<PolicyVersion>
            caption={text('policies.versions')}
            rows={items}
            pages={versions}
            rowKey={({ number }) => String(number)}
            columns={[
              {
                id: 'number',
                header: text('column.number'),
                cell: ({ number }) => <span className="mono">{number}</span>,
              },
              {
                id: 'status',
                header: text('column.status'),
                cell: ({ status }) => <PolicyStatusBadge status={status} />,
              },
              {
                id: 'enforcement',
                header: text('policies.enforcement'),
                leaves: 'notOnPhone',
                cell: ({ enforcement }) => <EnforcementBadge enforcement={enforcement} />,
              },
              {
                id: 'expression',
                header: text('policies.expression'),
                size: 'wide',
                leaves: 'notOnPhone',
                cell: ({ expression }) => <span className="mono">{expression}</span>,
              },
              {
                id: 'written',
                header: text('policies.written'),
                cell: ({ made_at, made_by }) => (
                  <>
                    <TimeText at={made_at} /> <span className="faint">{made_by?.name}</span>
                  </>
                ),
              },
              {
                id: 'actions',
                header: text('column.actions'),
                size: 'end',
                cell: ({ number, status }) => (
                  <ReasonedButton
                    size="compact-sm"
                    variant="default"
                    blockedBy={
                      status === 'in_force'
                        ? text('policies.enforce.blocked')
                        : policy.archived_at !== null
                          ? text('archive.why')
                          : null
                    }
                    onClick={() => onEnforce(number)}
                  >
                    {text('policies.enforce.of', { number })}
                  </ReasonedButton>
                ),
              },
            ]}
          />
        </Section>
      )}
    </PageState>
  );
}
