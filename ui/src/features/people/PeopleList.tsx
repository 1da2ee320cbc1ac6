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

interface PeopleListProps extends ListFilters {
  /** Machines instead of people. */
  isMachines: boolean;
}

export function PeopleList({ isMachines, q, archived }: PeopleListProps) {
  const text = useText();
  const { locale } = useIntl();
  const panel = usePanel();
  const { query, rows } = usePages(peoplePages({ q, archived, service: String(isMachines) }));
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
      ...(isMachines
        ? []
        : [
            {
              id: 'email',
              header: text('field.email'),
              cell: (person: Person) => person.email ?? <span className="faint">{text('value.none')}</span>,
            },
            {
              id: 'zone',
              header: text('field.zone'),
              leaves: 'notOnPhone' as const,
              cell: (person: Person) => person.zone,
            },
          ]),
    ],
    [locale, isMachines],
  );
  return (
    <>
      <PagedTable
        query={query}
        name="people"
        filters={{ q, archived, service: String(isMachines) }}
        caption={text(isMachines ? 'machines.title' : 'people.title')}
        columns={columns}
        rows={rows}
        isFiltered={!isMachines || Boolean(q || archived)}
        words={
          isMachines
            ? { none: 'machines.none', next: 'machines.none.next', noMatch: 'machines.noMatch' }
            : { none: 'people.noMatch', next: 'filter.widen', noMatch: 'people.noMatch' }
        }
      />
      {(panel.name === 'person' || panel.name === 'machine') && (
        <PersonPanel person={undefined} isMachine={panel.name === 'machine'} onClose={panel.close} />
      )}
    </>
  );
}
