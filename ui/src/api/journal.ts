import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { type Filters, keys } from './keys';
import { type List, pagesOf, pagesOfPart } from './lists';
import type { JournalEvent } from './types';

export const journalFilters = ['subject', 'about', 'kind', 'actor'] as const;
export type JournalFilters = Partial<
  Record<(typeof journalFilters)[number] | 'person' | 'from' | 'until', string>
>;

const HITS = 12;

const JOURNAL: List<JournalEvent> = {
  noun: 'journal',
  hasTotal: false,
  read: (query, signal) => api.GET('/journal', { params: { query }, signal }),
};

export const journalPages = (filters: JournalFilters) => pagesOf(JOURNAL, filters as Filters);

export const releaseEventPages = (release: string) =>
  pagesOfPart(keys.part('releases', release, 'events'), (query, signal) =>
    api.GET('/releases/{release}/events', { params: { path: { release }, query }, signal }),
  );

/** The few latest at first: a page has other things to show too. */
const EVENTS = 15;

export const environmentEventPages = (environment: string) =>
  pagesOfPart(keys.part('environments', environment, 'events'), (query, signal) =>
    api.GET('/journal', { params: { query: { ...query, limit: EVENTS, about: environment } }, signal }),
  );

const SOON_MS = 2_000;

/** The last signed checkpoint: the note, and of how many events it is. */
export const checkpointQuery = () =>
  queryOptions({
    queryKey: keys.list('journal', { checkpoint: 'last' }),
    queryFn: async ({ signal }) => {
      const note = (await answerOf(api.GET('/journal/checkpoint', { parseAs: 'text', signal }))) as string;
      return { note, size: Number(note.split('\n')[1]) };
    },
    retry: false,
    // The first one comes within seconds of the first event.
    refetchInterval: ({ state }) => (state.status === 'error' ? SOON_MS : false),
  });

export const searchQuery = (typed: string) =>
  queryOptions({
    queryKey: keys.list('search', { q: typed }),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/search', { params: { query: { q: typed, limit: HITS } }, signal }))).items,
    staleTime: 10_000,
  });
