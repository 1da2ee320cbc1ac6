import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { keys } from './keys';
import { pagesOf } from './lists';
import type { JournalEvent, Page, SearchHit } from './types';

export const journalFilters = ['subject', 'about', 'kind', 'actor'] as const;
export type JournalFilters = Partial<Record<(typeof journalFilters)[number], string>>;

const PAGE = 50;

export const journalPages = (filters: JournalFilters) =>
  pagesOf<JournalEvent>({ noun: 'journal', path: '/journal' }, filters);

export const releaseEventPages = (id: string) =>
  infiniteQueryOptions({
    queryKey: keys.part('releases', id, 'events'),
    queryFn: ({ pageParam, signal }) =>
      answerOf<Page<JournalEvent>>(
        api.GET('/releases/{id}/events', {
          params: { path: { id }, query: { limit: PAGE, cursor: pageParam ?? undefined } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });

export const searchQuery = (typed: string) =>
  queryOptions({
    queryKey: keys.list('search', { q: typed }),
    queryFn: async ({ signal }) => {
      const page = await answerOf<{ items: SearchHit[] }>(
        api.GET('/search', { params: { query: { q: typed, limit: 12 } }, signal }),
      );
      return page.items;
    },
    staleTime: 10_000,
  });
