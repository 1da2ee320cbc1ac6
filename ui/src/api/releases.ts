import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, matching } from './client';
import { keys } from './keys';
import { pagesOf, suggestions, wholeList } from './lists';
import type {
  Comparison,
  DeadlineInput,
  JournalEvent,
  Page,
  Release,
  ReleaseItem,
  ReleaseKind,
  ReleaseType,
  Risk,
} from './types';

export const releaseFilters = [
  'kind',
  'status',
  'category',
  'portfolio',
  'parent',
  'type',
  'risk',
  'tag',
  'system',
  'q',
  'from',
  'to',
  'archived',
  'sort',
] as const;
export type ReleaseFilters = Partial<Record<(typeof releaseFilters)[number], string>>;

const RELEASES = { noun: 'releases', path: '/releases' } as const;

export const releasePages = (filters: ReleaseFilters) => pagesOf<ReleaseItem>(RELEASES, filters);
export const releaseSuggestions = (typed: string) => suggestions<ReleaseItem>(RELEASES, typed);
export const releaseTypes = () => wholeList<ReleaseType>({ noun: 'release-types', path: '/release-types' });

export const releaseQuery = (reference: string) =>
  queryOptions({
    queryKey: keys.one('releases', reference),
    queryFn: ({ signal }) =>
      answerOf<Release>(api.GET('/releases/{id}', { params: { path: { id: reference } }, signal })),
  });

export interface ReleaseInput {
  key?: string;
  name?: string;
  kind?: ReleaseKind;
  portfolio?: string;
  type?: string | null;
  parent?: string | null;
  description?: string;
  risk?: Risk | null;
  zone?: string;
  start?: string | null;
  target?: DeadlineInput | null;
  tags?: string[];
  accountable?: string;
  /** Kept with the former plan when a date moves. */
  reason?: string;
}

export function createRelease(body: ReleaseInput, key: string): Promise<Release> {
  return answerOf<Release>(api.POST('/releases', { body, params: { header: { 'Idempotency-Key': key } } }));
}

export function changeRelease(id: string, rev: number, body: ReleaseInput): Promise<Release> {
  return answerOf<Release>(
    api.PATCH('/releases/{id}', { params: { path: { id }, header: matching(rev) }, body }),
  );
}

export function transitionRelease(
  id: string,
  rev: number,
  body: { to: string; comment?: string },
  key: string,
): Promise<Release> {
  return answerOf<Release>(
    api.POST('/releases/{id}/transition', {
      params: { path: { id }, header: { ...matching(rev), 'Idempotency-Key': key } },
      body,
    }),
  );
}

export function archiveRelease(
  id: string,
  rev: number,
  verb: 'archive' | 'restore',
  key: string,
): Promise<Release> {
  return answerOf<Release>(
    api.POST(`/releases/{id}/${verb}`, {
      params: { path: { id }, header: { ...matching(rev), 'Idempotency-Key': key } },
    }),
  );
}

export const releaseMembers = (id: string) =>
  queryOptions({
    queryKey: keys.part('releases', id, 'members'),
    queryFn: async ({ signal }) => {
      const page = await answerOf<Page<ReleaseItem>>(
        api.GET('/releases/{id}/members', { params: { path: { id }, query: { limit: 200 } }, signal }),
      );
      return page.items;
    },
  });

export const releaseComparison = (id: string, other: string) =>
  queryOptions({
    queryKey: keys.part('releases', id, 'members', 'compare', other),
    queryFn: ({ signal }) =>
      answerOf<Comparison>(
        api.GET('/releases/{id}/members/compare', {
          params: { path: { id }, query: { with: other } },
          signal,
        }),
      ),
  });

/** The newest change to a release: who was faster when a change is refused as stale. */
export const lastReleaseEvent = (id: string) =>
  queryOptions({
    queryKey: keys.part('releases', id, 'events', 'last'),
    queryFn: async ({ signal }) => {
      const page = await answerOf<Page<JournalEvent>>(
        api.GET('/releases/{id}/events', { params: { path: { id }, query: { limit: 1 } }, signal }),
      );
      return page.items[0] ?? null;
    },
    staleTime: 0,
  });
