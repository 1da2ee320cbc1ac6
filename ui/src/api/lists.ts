import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Answer, answerOf } from './client';
import { type Filters, keys, type Noun } from './keys';
import type { Page } from './types';

const PAGE = 100;
/** Short lists (portfolios, types) are read whole; the server gives at most this many at once. */
const WHOLE = 200;
const SUGGESTED = 20;

/** What a list can be asked for: its filters as they were typed, and which part of it. */
export type PageQuery = Record<string, string | number | boolean | undefined>;

interface PartQuery {
  limit: number;
  cursor: string | undefined;
}

export interface List<Item> {
  noun: Noun;
  read: (query: PageQuery, signal: AbortSignal) => Promise<Answer<Page<Item>>>;
  /** False for lists nobody can count in good time, such as the journal. */
  hasTotal?: boolean;
}

/** A list read page by page while someone scrolls. */
export function pagesOf<Item>({ noun, read, hasTotal = true }: List<Item>, filters: Filters) {
  return infiniteQueryOptions({
    queryKey: keys.list(noun, { ...filters, pages: 'yes' }),
    queryFn: ({ pageParam, signal }) => {
      const total = hasTotal && pageParam === null ? { total: true } : {};
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      return answerOf(read({ ...filters, limit: PAGE, ...cursor, ...total }, signal));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor ?? null,
  });
}

/** A list inside one thing, such as the activities of a release: as many pages as someone asked for, as one list. */
export function pagesOfPart<Item>(
  queryKey: ReturnType<typeof keys.part>,
  read: (query: PartQuery, signal: AbortSignal) => Promise<Answer<Page<Item>>>,
) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      answerOf(read({ limit: PAGE, cursor: pageParam ?? undefined }, signal)),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor ?? null,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
}

/** A list short enough to be read whole. */
export function wholeList<Item>({ noun, read }: List<Item>, filters: Filters = {}) {
  return queryOptions({
    queryKey: keys.list(noun, filters),
    queryFn: async ({ signal }) => {
      const items: Item[] = [];
      let cursor: string | null | undefined;
      do {
        const query = { ...filters, limit: WHOLE, ...(cursor ? { cursor } : {}) };
        const page: Page<Item> = await answerOf(read(query, signal));
        items.push(...page.items);
        cursor = page.next_cursor;
      } while (cursor);
      return items;
    },
  });
}

/** The first few that match what is being typed. */
export function suggestions<Item>({ noun, read }: List<Item>, typed: string) {
  const q = typed.trim() === '' ? undefined : typed.trim();
  return queryOptions({
    queryKey: keys.list(noun, { q, limit: String(SUGGESTED) }),
    queryFn: async ({ signal }) => (await answerOf(read({ q, limit: SUGGESTED }, signal))).items,
  });
}
