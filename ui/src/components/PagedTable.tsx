import {
  type InfiniteData,
  keepPreviousData,
  type QueryKey,
  type UseInfiniteQueryOptions,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
} from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import type { Page } from '../api/types';
import { type TextId, useText } from '../i18n/text';
import { DataTable, type DataTableProps } from './DataTable';
import { EmptyState, PageState } from './PageState';

type Pages<Row> = UseInfiniteQueryResult<InfiniteData<Page<Row>>>;

/** A list that is read page by page, and its rows so far. What was read stays while other filters are asked for. */
export function usePages<Row, Key extends QueryKey>(
  options: UseInfiniteQueryOptions<Page<Row>, Error, InfiniteData<Page<Row>>, Key, string | null>,
): { query: Pages<Row>; rows: Row[] } {
  const query = useInfiniteQuery({ ...options, placeholderData: keepPreviousData });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  return { query, rows };
}

interface PagedTableProps<Row extends { id: string }>
  extends Omit<DataTableProps<Row>, 'total' | 'hasMore' | 'isLoadingMore' | 'onMore'> {
  query: Pages<Row>;
  /** Whether rows may be missing only because of a filter. */
  isFiltered: boolean;
  /** What to say when there are none at all, what to do then, and what to say when none matches. */
  words: { none: TextId; next: TextId; noMatch: TextId };
  /** How to make the first. */
  action?: ReactNode;
}

/** A table of such a list, or what to do when there is nothing in it. */
export function PagedTable<Row extends { id: string }>(props: PagedTableProps<Row>) {
  const { query, isFiltered, words, action, ...table } = props;
  const text = useText();
  return (
    <PageState query={query}>
      {(data) =>
        table.rows.length > 0 ? (
          <DataTable
            {...table}
            total={data.pages[0]?.total}
            hasMore={query.hasNextPage}
            isLoadingMore={query.isFetchingNextPage}
            onMore={() => void query.fetchNextPage()}
          />
        ) : (
          <EmptyState
            title={text(isFiltered ? words.noMatch : words.none)}
            detail={text(isFiltered ? 'filter.widen' : words.next)}
            action={isFiltered ? undefined : action}
          />
        )
      }
    </PageState>
  );
}
