import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { peoplePages } from '../../api/organisation';
import type { Person } from '../../api/types';
import { type DataColumn, rowLink } from '../../components/DataTable';
import { PagedTable, usePages } from '../../components/PagedTable';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import type { ListFilters } from './listFilters';
import { PersonPanel } from './PersonPanel';

export function PeopleList({ q, archived }: ListFilters) {
  const text = useText();
  const { locale } = useIntl();
  const panel = usePanel();
  const { query, rows } = usePages(peoplePages({ q, archived }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change only with the locale
  const columns = useMemo<DataColumn<Person>[]>(
    () => [
      {
        id: 'name',
        header: text('column.name'),
        size: 'wide',
        cell: (person) => (
          <Link to="/people/$id" params={{ id: person.id }} className={rowLink}>
            {person.name}
          </Link>
        ),
      },
      {
        id: 'email',
        header: text('field.email'),
        cell: (person) => person.email ?? <span className="faint">{text('value.none')}</span>,
      },
      {
        id: 'zone',
        header: text('field.zone'),
        leaves: 'notOnPhone',
        cell: (person) => person.zone,
      },
    ],
    [locale],
  );
  return (
    <>
      <PagedTable
        query={query}
        name="people"
        filters={{ q, archived }}
        caption={text('people.title')}
        columns={columns}
        rows={rows}
        isFiltered={true}
        words={{ none: 'people.noMatch', next: 'filter.widen', noMatch: 'people.noMatch' }}
      />
      {panel.name === 'person' && <PersonPanel person={undefined} onClose={panel.close} />}
    </>
  );
}
