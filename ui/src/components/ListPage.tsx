import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../i18n/text';
import type { DataColumn } from './DataTable';
import { ArchivedFilter } from './Filters';
import { Icon } from './Icon';
import { Page } from './Page';
import { EmptyState, PageState } from './PageState';
import { PlainTable } from './PlainTable';
import { useFilters, usePanel } from './useSearchState';

interface ListPageProps<Row> {
  title: string;
  newLabel: string;
  query: UseQueryResult<Row[]>;
  columns: Omit<DataColumn<Row>, 'csv' | 'sort'>[];
  /** What to say while there is none. */
  none: { title: string; detail: string };
  /** The panel that is open. */
  children: ReactNode;
}

const FILTERS = ['archived'] as const;

/** What a list that is short enough to be shown whole is limited to. */
export const useListFilters = () => useFilters(FILTERS);

/** A list of things that are set up once: all of them at a glance, what was put away behind a filter, a new one in a panel. */
export function ListPage<Row extends { id: string }>(props: ListPageProps<Row>) {
  const text = useText();
  const panel = usePanel();
  const [{ archived }, setFilters] = useListFilters();
  const newButton = (
    <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open('new')}>
      {props.newLabel}
    </Button>
  );
  const none = archived ? { title: text('archive.none'), detail: text('archive.none.next') } : props.none;
  return (
    <Page
      title={props.title}
      actions={newButton}
      filters={<ArchivedFilter value={archived} onChange={(wanted) => setFilters({ archived: wanted })} />}
    >
      <PageState query={props.query}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={none.title} detail={none.detail} action={archived ? undefined : newButton} />
          ) : (
            <PlainTable caption={props.title} rows={items} rowKey={({ id }) => id} columns={props.columns} />
          )
        }
      </PageState>
      {props.children}
    </Page>
  );
}
