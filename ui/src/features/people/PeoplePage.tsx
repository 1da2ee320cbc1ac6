import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ArchivedFilter, SearchFilter } from '../../components/Filters';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import styles from '../../components/Switch.module.css';
import { useFilters, usePanel } from '../../components/useSearchState';
import { type TextId, useText } from '../../i18n/text';
import { PeopleList } from './PeopleList';
import { TeamList } from './TeamList';

const FILTERS = ['list', 'q', 'archived'] as const;

const LISTS = ['people', 'machines', 'teams'] as const;
type List = (typeof LISTS)[number];

/** What is added to each list, and what it is called. */
const NEW = {
  people: { panel: 'person', text: 'people.new' },
  machines: { panel: 'machine', text: 'machines.new' },
  teams: { panel: 'team', text: 'teams.new' },
} as const satisfies Record<List, { panel: string; text: TextId }>;

export function PeoplePage() {
  const text = useText();
  const panel = usePanel();
  const [filters, setFilters] = useFilters(FILTERS);
  const list: List = LISTS.find((name) => name === filters.list) ?? 'people';
  return (
    <Page
      title={text('nav.people')}
      actions={
        <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open(NEW[list].panel)}>
          {text(NEW[list].text)}
        </Button>
      }
      filters={
        <>
          <nav className={styles.switch} aria-label={text('people.lists')}>
            <ListLink list={undefined}>{text('people.title')}</ListLink>
            <ListLink list="machines">{text('machines.title')}</ListLink>
            <ListLink list="teams">{text('teams.title')}</ListLink>
          </nav>
          <SearchFilter label={text('people.search')} value={filters.q} onChange={(q) => setFilters({ q })} />
          <ArchivedFilter value={filters.archived} onChange={(archived) => setFilters({ archived })} />
        </>
      }
    >
      {list === 'teams' ? (
        <TeamList q={filters.q} archived={filters.archived} />
      ) : (
        <PeopleList key={list} isMachines={list === 'machines'} q={filters.q} archived={filters.archived} />
      )}
    </Page>
  );
}

/** Current only when the address names this list and no other; what is searched for goes along. */
function ListLink({ list, children }: { list: Exclude<List, 'people'> | undefined; children: string }) {
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
