import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ArchivedFilter, SearchFilter } from '../../components/Filters';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { PeopleList } from './PeopleList';
import styles from './PeoplePage.module.css';
import { TeamList } from './TeamList';

const FILTERS = ['list', 'q', 'archived'] as const;

export function PeoplePage() {
  const text = useText();
  const panel = usePanel();
  const [filters, setFilters] = useFilters(FILTERS);
  const isTeams = filters.list === 'teams';
  return (
    <Page
      title={text('nav.people')}
      actions={
        <Button
          leftSection={<Icon name="add" size={14} />}
          onClick={() => panel.open(isTeams ? 'team' : 'person')}
        >
          {text(isTeams ? 'teams.new' : 'people.new')}
        </Button>
      }
      filters={
        <>
          <nav className={styles.switch} aria-label={text('people.lists')}>
            <ListLink list={undefined}>{text('people.title')}</ListLink>
            <ListLink list="teams">{text('teams.title')}</ListLink>
          </nav>
          <SearchFilter label={text('people.search')} value={filters.q} onChange={(q) => setFilters({ q })} />
          <ArchivedFilter value={filters.archived} onChange={(archived) => setFilters({ archived })} />
        </>
      }
    >
      {isTeams ? (
        <TeamList q={filters.q} archived={filters.archived} />
      ) : (
        <PeopleList q={filters.q} archived={filters.archived} />
      )}
    </Page>
  );
}

/** Current only when the address names this list and no other; what is searched for goes along. */
function ListLink({ list, children }: { list: 'teams' | undefined; children: string }) {
  return (
    <Link
      to="/people"
      search={({ q }: { q?: string }) => ({ q, list })}
      activeOptions={{ exact: true, includeSearch: true }}
    >
      {children}
    </Link>
  );
}
