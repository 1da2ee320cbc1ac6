import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { environmentsAtQuery, stages } from '../../api/environments';
import type { Environment } from '../../api/types';
import { comparisonQuery, driftQuery, runningVersionsQuery } from '../../api/versionMatrix';
import { EnvironmentPicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { RefLink } from '../../components/RefLink';
import { TimeText } from '../../components/Time';
import type { TextId } from '../../i18n/text';
import { useText } from '../../i18n/text';
import styles from './Profile.module.css';

/** What runs there, since when. */
export function RunningSection({ environment }: { environment: Environment }) {
  const text = useText();
  const versions = useQuery(runningVersionsQuery(environment.id));
  return (
    <PageState query={versions}>
      {({ items }) => (
        <Section title={text('running.title')} empty={items.length === 0 && text('running.none')}>
          <PlainTable
            caption={text('running.title')}
            rows={items}
            rowKey={({ system }) => system.id}
            columns={[
              {
                id: 'system',
                header: text('column.system'),
                size: 'wide',
                cell: ({ system }) => <RefLink kind="system" reference={system} />,
              },
              {
                id: 'version',
                header: text('column.version'),
                cell: ({ version }) => <span className="mono">{version}</span>,
              },
              {
                id: 'since',
                header: text('running.since'),
                cell: ({ since }) => <TimeText at={since} distance />,
              },
            ]}
          />
        </Section>
      )}
    </PageState>
  );
}

/** How like another environment it is, and every difference: production unless somebody chooses another. */
export function ParitySection({ environment }: { environment: Environment }) {
  const text = useText();
  const [other, setOther] = useState<Choice | null>(null);
  const productive = useQuery(stages()).data?.find(({ is_production }) => is_production);
  const production = useQuery({
    ...environmentsAtQuery(productive?.key ?? ''),
    enabled: productive !== undefined,
  }).data;
  const hasProduction = production?.some(({ id }) => id !== environment.id) ?? false;
  const comparison = useQuery({
    ...comparisonQuery(environment.id, other?.id),
    enabled: other !== null || hasProduction,
  });
  const found = comparison.data;
  const partOf = (part: string) =>
    part === 'versions' ? text('running.versions') : text(`profile.${part}` as TextId);
  const none = <span className="faint">{text('value.none')}</span>;
  return (
    <Section
      title={text('parity.title')}
      actions={
        <div className={styles.other}>
          <EnvironmentPicker label={text('parity.with')} value={other} onChange={setOther} isFilter />
        </div>
      }
    >
      {production && !hasProduction && other === null && (
        <p className={styles.said}>{text('parity.nothing')}</p>
      )}
      {found && (
        <>
          <p className={styles.said} role="status">
            {found.score === null
              ? text('parity.unknown', { name: found.with.name })
              : text('parity.score', {
                  score: found.score,
                  name: found.with.name,
                  count: found.differences.length,
                })}
          </p>
          {found.differences.length > 0 && (
            <PlainTable
              caption={text('parity.title')}
              rows={found.differences}
              rowKey={({ part, name }) => `${part}/${name}`}
              columns={[
                { id: 'part', header: text('environments.part'), cell: ({ part }) => partOf(part) },
                {
                  id: 'name',
                  header: text('environments.setting'),
                  cell: ({ name }) => <span className="mono">{name}</span>,
                },
                {
                  id: 'here',
                  header: environment.name,
                  cell: ({ here }) => (here === null ? none : <span className="mono">{here}</span>),
                },
                {
                  id: 'there',
                  header: found.with.name,
                  cell: ({ there }) => (there === null ? none : <span className="mono">{there}</span>),
                },
              ]}
            />
          )}
        </>
      )}
    </Section>
  );
}

/** What changed there without anybody having said so. Nothing is shown where nothing did. */
export function DriftSection({ environment }: { environment: Environment }) {
  const text = useText();
  const items = useQuery(driftQuery(environment.id)).data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={text('drift.title')}>
      <PlainTable
        caption={text('drift.title')}
        rows={items}
        rowKey={({ part, name, seen_at }) => `${part}/${name} ${seen_at}`}
        columns={[
          {
            id: 'name',
            header: text('environments.setting'),
            cell: ({ name }) => <span className="mono">{name}</span>,
          },
          {
            id: 'before',
            header: text('drift.before'),
            cell: ({ before }) => <span className="mono">{before ?? text('value.none')}</span>,
          },
          {
            id: 'after',
            header: text('drift.after'),
            cell: ({ after }) => <span className="mono">{after ?? text('value.none')}</span>,
          },
          { id: 'seen', header: text('drift.seen'), cell: ({ seen_at }) => <TimeText at={seen_at} /> },
        ]}
      />
    </Section>
  );
}
