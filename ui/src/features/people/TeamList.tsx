import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { teamPages } from '../../api/organisation';
import type { Team } from '../../api/types';
import { type DataColumn, DataTable, rowLink } from '../../components/DataTable';
import { EmptyState, PageState } from '../../components/PageState';
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
  const query = useInfiniteQuery({ ...teamPages({ q, archived }), placeholderData: keepPreviousData });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const open = rows.find(({ id }) => id === panel.subject);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change only with the locale
  const columns = useMemo<DataColumn<Team>[]>(
    () => [
      {
        id: 'key',
        header: text('column.key'),
        cell: (team) => <span className="mono">{team.key}</span>,
        csv: (team) => team.key,
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
        csv: (team) => team.name,
      },
      {
        id: 'portfolio',
        header: text('column.portfolio'),
        size: 'clip',
        cell: (team) => <RefLink kind="portfolio" reference={team.portfolio} />,
        csv: (team) => team.portfolio.name,
      },
      {
        id: 'members',
        header: text('teams.members'),
        size: 'wide',
        cell: memberNames,
        csv: memberNames,
      },
    ],
    [locale, panel.open],
  );
  return (
    <>
      <PageState query={query}>
        {(data) =>
          rows.length === 0 ? (
            <EmptyState
              title={text(q || archived ? 'teams.noMatch' : 'teams.none')}
              detail={text(q || archived ? 'filter.widen' : 'teams.none.next')}
            />
          ) : (
            <DataTable
              name="teams"
              caption={text('teams.title')}
              columns={columns}
              rows={rows}
              total={data.pages[0]?.total}
              hasMore={query.hasNextPage}
              isLoadingMore={query.isFetchingNextPage}
              onMore={() => void query.fetchNextPage()}
            />
          )
        }
      </PageState>
      {panel.name === 'team' && (panel.subject === undefined || open) && (
        <TeamPanel key={panel.subject} team={open} onClose={panel.close} />
      )}
    </>
  );
}
