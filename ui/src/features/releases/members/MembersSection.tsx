import { NativeSelect } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useIntl } from 'react-intl';
import { complianceQuery } from '../../../api/gates';
import { releaseComparison, releaseMembers, releasePages } from '../../../api/releases';
import type { Ref, ReleaseCompliance, Rollup } from '../../../api/types';
import { GateBadge } from '../../../components/Badges';
import { ComplianceBadge } from '../../../components/gates/GateBadges';
import gateStyles from '../../../components/gates/Gates.module.css';
import { Section } from '../../../components/Page';
import { PageState } from '../../../components/PageState';
import { PlainTable } from '../../../components/PlainTable';
import { ReasonList } from '../../../components/ReasonList';
import { RefLink } from '../../../components/RefLink';
import { useReleaseColumns } from '../../../components/useReleaseColumns';
import { useFilters } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';
import styles from './MembersSection.module.css';

const FILTERS = ['with'] as const;

export function MembersSection() {
  const text = useText();
  const release = useRelease();
  const members = useInfiniteQuery(releaseMembers(release.id));
  const columns = useReleaseColumns();
  return (
    <>
      {release.rollup && <RollupFigures rollup={release.rollup} />}
      <Lacking />
      <PageState query={members}>
        {(items) => (
          <Section
            title={text('release.members')}
            actions={
              <Link to="/releases" search={{ panel: 'new', parent: release.key }}>
                {text('members.add')}
              </Link>
            }
            empty={items.length === 0 && text('members.none')}
          >
            <PlainTable
              caption={text('release.members')}
              rows={items}
              pages={members}
              rowKey={(member) => member.id}
              columns={columns}
            />
          </Section>
        )}
      </PageState>
      <Compare />
    </>
  );
}

/** The members that do not keep their gates, each with the gates and what they lack. */
function Lacking() {
  const text = useText();
  const { id, kind } = useRelease();
  const [, ...members] = useQuery(complianceQuery(id, kind === 'train')).data ?? [];
  const lacking = members.filter(({ compliance }) => compliance === 'not_compliant');
  if (lacking.length === 0) return null;
  return (
    <Section title={text('compliance.lacking')}>
      <PlainTable<ReleaseCompliance>
        caption={text('compliance.lacking')}
        rows={lacking}
        rowKey={({ release }) => release.id}
        columns={[
          {
            id: 'name',
            header: text('column.name'),
            cell: ({ release }) => <RefLink kind="release" reference={release} />,
          },
          {
            id: 'compliance',
            header: text('column.state'),
            cell: ({ compliance }) => <ComplianceBadge compliance={compliance} />,
          },
          {
            id: 'gates',
            header: text('compliance.gates'),
            size: 'wide',
            cell: ({ release, gates }) => (
              <ul>
                {gates
                  .filter(({ compliance }) => compliance === 'not_compliant')
                  .map((gate) => (
                    <li key={gate.id}>
                      <Link to="/releases/$key/gates/$gate" params={{ key: release.key, gate: gate.key }}>
                        {gate.name}
                      </Link>{' '}
                      <GateBadge state={gate.state} />
                      <ReasonList reasons={gate.blockers} className={gateStyles.reasons} />
                    </li>
                  ))}
              </ul>
            ),
          },
        ]}
      />
    </Section>
  );
}

const FIGURES = ['systems', 'teams', 'repositories', 'versions', 'members_without_version'] as const;

function RollupFigures({ rollup }: { rollup: Rollup }) {
  const text = useText();
  const { formatNumber } = useIntl();
  return (
    <dl className={styles.figures} aria-label={text('members.rollup')}>
      {FIGURES.map((figure) => (
        <div
          key={figure}
          data-warn={(figure === 'members_without_version' && rollup[figure] > 0) || undefined}
        >
          <dt>{text(`rollup.${figure}`)}</dt>
          <dd>{formatNumber(rollup[figure])}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What this train carries that another did not. */
function Compare() {
  const text = useText();
  const release = useRelease();
  const [filters, setFilters] = useFilters(FILTERS);
  const trains = useInfiniteQuery(releasePages({ kind: 'train', sort: '-target' }));
  const others = (trains.data?.pages.flatMap((page) => page.items) ?? []).filter(
    ({ id }) => id !== release.id,
  );
  const other = filters.with ?? '';
  const comparison = useQuery({ ...releaseComparison(release.id, other), enabled: other !== '' });
  return (
    <Section
      title={text('members.compare')}
      actions={
        <NativeSelect
          aria-label={text('members.compare.with')}
          value={other}
          data={[
            { value: '', label: text('members.compare.with') },
            ...others.map((train) => ({ value: train.key, label: `${train.key} ${train.name}` })),
          ]}
          onChange={(event) => setFilters({ with: event.currentTarget.value || undefined })}
        />
      }
      empty={other === '' && text('members.compare.hint')}
    >
      {other !== '' && (
        <PageState query={comparison}>
          {({ added, removed, kept }) => (
            <div className={styles.compare}>
              <SystemList title={text('members.added', { count: added.length })} systems={added} />
              <SystemList title={text('members.removed', { count: removed.length })} systems={removed} />
              <h3>{text('members.kept', { count: kept })}</h3>
            </div>
          )}
        </PageState>
      )}
    </Section>
  );
}

function SystemList({ title, systems }: { title: string; systems: Ref[] }) {
  return (
    <div>
      <h3>{title}</h3>
      <ul>
        {systems.map((system) => (
          <li key={system.id}>
            <RefLink kind="system" reference={system} />
          </li>
        ))}
      </ul>
    </div>
  );
}
