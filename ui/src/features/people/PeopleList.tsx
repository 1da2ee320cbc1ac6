import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { peoplePages } from '../../api/organisation';
import type { Person } from '../../api/types';
import { type DataColumn, DataTable, rowLink } from '../../components/DataTable';
import { EmptyState, PageState } from '../../components/PageState';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import type { ListFilters } from './listFilters';
import { PersonPanel } from './PersonPanel';
import styles from './RowButton.module.css';

export function PeopleList({ q, archived }: ListFilters) {
  const text = useText();
  const { locale } = useIntl();
  const panel = usePanel();
  const query = useInfiniteQuery({ ...peoplePages({ q, archived }), placeholderData: keepPreviousData });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const open = rows.find(({ id }) => id === panel.subject);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change only with the locale
  const columns = useMemo<DataColumn<Person>[]>(
    () => [
      {
        id: 'name',
        header: text('column.name'),
        size: 'wide',
        cell: (person) => (
          <button
            type="button"
            className={`${styles.button} ${rowLink}`}
            onClick={() => panel.open('person', person.id)}
          >
            {person.name}
          </button>
        ),
        csv: (person) => person.name,
      },
      {
        id: 'email',
        header: text('field.email'),
        cell: (person) => person.email ?? <span className="faint">{text('value.none')}</span>,
        csv: (person) => person.email ?? '',
      },
      {
        id: 'zone',
        header: text('field.zone'),
        leaves: 'notOnPhone',
        cell: (person) => person.zone,
        csv: (person) => person.zone,
      },
    ],
    [locale, panel.open],
  );
  return (
    <>
      <PageState query={query}>
        {(data) =>
          rows.length === 0 ? (
            <EmptyState title={text('people.noMatch')} detail={text('filter.widen')} />
          ) : (
            <DataTable
              name="people"
              caption={text('people.title')}
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
      {panel.name === 'person' && (panel.subject === undefined || open) && (
        <PersonPanel key={panel.subject} person={open} onClose={panel.close} />
      )}
    </>
  );
}
