import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { teamPages } from '../../api/organisation';
import type { Team } from '../../api/types';
import { type DataColumn, rowLink } from '../../components/DataTable';
import { PagedTable, usePages } from '../../components/PagedTable';
import { RefLink } from '../../components/RefLink';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import type { ListFilters } from './listFilters';
import styles from './RowButton.module.css';
import { TeamPanel } from './TeamPanel';

const memberNames = (team: Team): string => team.members.map(({ name }) => name).join(', ');

export function TeamList({ q, archived }: ListFilters) {
  const text = useText();
  const { locale } = useIntl();
  const panel = usePanel();
  const { query, rows } = usePages(teamPages({ q, archived }));
  const open = rows.find(({ id }) => id === panel.subject);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change only with the locale
  const columns = useMemo<DataColumn<Team>[]>(
    () => [
      {
        id: 'key',
        header: text('column.key'),
        cell: (team) => <span className="mono">{team.key}</span>,
      },
      {
        id: 'name',
        header: text('column.name'),
        cell: (team) => (
          <button
            type="button"
            className={`${styles.button} ${rowLink}`}
            onClick={() => panel.open('team', team.id)}
          >
            {team.name}
          </button>
        ),
      },
      {
        id: 'portfolio',
        header: text('column.portfolio'),
        size: 'clip',
        cell: (team) => <RefLink kind="portfolio" reference={team.portfolio} />,
      },
      {
        id: 'members',
        header: text('teams.members'),
        size: 'wide',
        cell: memberNames,
      },
    ],
    [locale, panel.open],
  );
  return (
    <>
      <PagedTable
        query={query}
        name="teams"
        filters={{ q, archived }}
        caption={text('teams.title')}
        columns={columns}
        rows={rows}
        isFiltered={Boolean(q || archived)}
        words={{ none: 'teams.none', next: 'teams.none.next', noMatch: 'teams.noMatch' }}
      />
      {panel.name === 'team' && (panel.subject === undefined || open) && (
        <TeamPanel key={panel.subject} team={open} onClose={panel.close} />
      )}
    </>
  );
}
