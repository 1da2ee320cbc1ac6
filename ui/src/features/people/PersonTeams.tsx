import { useInfiniteQuery } from '@tanstack/react-query';
import { teamPages } from '../../api/organisation';
import type { Person, Team } from '../../api/types';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { RefLink } from '../../components/RefLink';
import { useText } from '../../i18n/text';

/** The teams a person is in, as far as the reader sees them. */
export function PersonTeams({ person }: { person: Person }) {
  const text = useText();
  const teams = useInfiniteQuery(teamPages({ member: person.id }));
  return (
    <PageState query={teams}>
      {({ pages }) => {
        const rows = pages.flatMap(({ items }) => items);
        return (
          <Section title={text('teams.title')} empty={rows.length === 0 && text('people.teams.none')}>
            <PlainTable<Team>
              caption={text('teams.title')}
              rows={rows}
              rowKey={({ id }) => id}
              pages={teams}
              columns={[
                { id: 'name', header: text('column.name'), size: 'wide', cell: ({ name }) => name },
                {
                  id: 'portfolio',
                  header: text('column.portfolio'),
                  cell: ({ portfolio }) => <RefLink kind="portfolio" reference={portfolio} />,
                },
              ]}
            />
          </Section>
        );
      }}
    </PageState>
  );
}
