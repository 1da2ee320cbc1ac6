import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { SearchFilter } from '../../components/Filters';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { PeopleList } from './PeopleList';
import styles from './PeoplePage.module.css';
import { TeamList } from './TeamList';

const FILTERS = ['list', 'q'] as const;

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
            <Link to="/people" aria-current={isTeams ? undefined : 'page'}>
              {text('people.title')}
            </Link>
            <Link to="/people" search={{ list: 'teams' }} aria-current={isTeams ? 'page' : undefined}>
              {text('teams.title')}
            </Link>
          </nav>
          <SearchFilter label={text('people.search')} value={filters.q} onChange={(q) => setFilters({ q })} />
        </>
      }
    >
      {isTeams ? <TeamList q={filters.q} /> : <PeopleList q={filters.q} />}
    </Page>
  );
}
