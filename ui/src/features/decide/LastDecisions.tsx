import { Link } from '@tanstack/react-router';
import { decisionPages } from '../../api/decisions';
import { AllowedBadge } from '../../components/Badges';
import { Section } from '../../components/Page';
import { usePages } from '../../components/PagedTable';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { RefLink } from '../../components/RefLink';
import { TimeText } from '../../components/Time';
import { type TextId, useText } from '../../i18n/text';
import type { Asked } from './question';

/** What was decided before about the same system and environment; about anything when none is chosen. */
export function LastDecisions({ asked }: { asked: Asked }) {
  const text = useText();
  const { query, rows } = usePages(
    decisionPages({ environment: asked.environment, system: asked.system, release: asked.release }),
  );
  const none = <span className="faint">{text('value.none')}</span>;
  return (
    <PageState query={query}>
      {() => (
        <Section title={text('decide.last')} empty={rows.length === 0 && text('decide.last.none')}>
          <PlainTable
            caption={text('decide.last')}
            rows={rows}
            pages={query}
            rowKey={({ id }) => id}
            columns={[
              {
                id: 'answer',
                header: text('decide.answer'),
                cell: ({ id, allowed }) => (
                  <Link to="." search={(before: Record<string, unknown>) => ({ ...before, decision: id })}>
                    <AllowedBadge allowed={allowed} />
                  </Link>
                ),
              },
              {
                id: 'system',
                header: text('column.system'),
                cell: ({ system, version }) =>
                  system ? (
                    <>
                      <RefLink kind="system" reference={system} /> {version}
                    </>
                  ) : (
                    none
                  ),
              },
              {
                id: 'environment',
                header: text('column.environment'),
                cell: ({ environment }) => <RefLink kind="environment" reference={environment} />,
              },
              {
                id: 'release',
                header: text('column.release'),
                leaves: 'notOnPhone',
                cell: ({ release }) => (release ? <RefLink kind="release" reference={release} /> : none),
              },
              {
                id: 'reasons',
                header: text('decide.reasons'),
                size: 'wide',
                leaves: 'notOnPhone',
                cell: ({ codes }) =>
                  codes.length > 0
                    ? codes.map((code) => text(`decide.code.${code}` as TextId)).join(' · ')
                    : none,
              },
              {
                id: 'at',
                header: text('decide.for'),
                leaves: 'notOnPhone',
                cell: ({ at }) => <TimeText at={at} />,
              },
              {
                id: 'asked',
                header: text('decide.askedAt'),
                cell: ({ asked_at, asked_by }) => (
                  <>
                    <TimeText at={asked_at} distance /> · {asked_by?.name ?? text('journal.system')}
                  </>
                ),
              },
            ]}
          />
        </Section>
      )}
    </PageState>
  );
}
