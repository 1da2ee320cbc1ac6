import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { type Filters, keys, type Noun } from './keys';
import type { Page } from './types';

const PAGE = 100;
/** Short lists (portfolios, types) are read whole; the server gives at most this many at once. */
const WHOLE = 200;

interface ListPath {
  noun: Noun;
  path: string;
}

function readPage<Item>(
  path: string,
  query: Record<string, unknown>,
  signal: AbortSignal,
): Promise<Page<Item>> {
  return answerOf<Page<Item>>(api.GET(path, { params: { query }, signal }));
}

/** A list read page by page while someone scrolls. */
export function pagesOf<Item>({ noun, path }: ListPath, filters: Filters) {
  return infiniteQueryOptions({
    queryKey: keys.list(noun, { ...filters, pages: 'yes' }),
    queryFn: ({ pageParam, signal }) =>
      readPage<Item>(
        path,
        {
          ...filters,
          limit: PAGE,
          cursor: pageParam ?? undefined,
          total: pageParam === null ? true : undefined,
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
}

/** A list short enough to be read whole. */
export function wholeList<Item>({ noun, path }: ListPath, filters: Filters = {}) {
  return queryOptions({
    queryKey: keys.list(noun, filters),
    queryFn: async ({ signal }) => {
      const items: Item[] = [];
      let cursor: string | null = null;
      do {
        const page: Page<Item> = await readPage<Item>(
          path,
          { ...filters, limit: WHOLE, cursor: cursor ?? undefined },
          signal,
        );
        items.push(...page.items);
        cursor = page.next_cursor;
      } while (cursor !== null);
      return items;
    },
  });
}

/** The first few that match what is being typed. */
export function suggestions<Item>({ noun, path }: ListPath, typed: string) {
  const q = typed.trim() === '' ? undefined : typed.trim();
  return queryOptions({
    queryKey: keys.list(noun, { q, limit: '20' }),
    queryFn: async ({ signal }) => (await readPage<Item>(path, { q, limit: 20 }, signal)).items,
  });
}
