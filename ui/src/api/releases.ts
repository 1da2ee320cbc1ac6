import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { type Filters, keys } from './keys';
import { type List, pagesOf, pagesOfPart, suggestions, wholeList } from './lists';
import type {
  NewRelease,
  NewReleaseType,
  Release,
  ReleaseChange,
  ReleaseItem,
  ReleaseType,
  ReleaseTypeChange,
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

const RELEASES: List<ReleaseItem> = {
  noun: 'releases',
  read: (query, signal) => api.GET('/releases', { params: { query }, signal }),
};

const RELEASE_TYPES: List<ReleaseType> = {
  noun: 'release-types',
  read: (query, signal) => api.GET('/release-types', { params: { query }, signal }),
};

export const releasePages = (filters: ReleaseFilters) => pagesOf(RELEASES, filters as Filters);
export const releaseSuggestions = (typed: string) => suggestions(RELEASES, typed);
export const releaseTypes = (filters: Filters = {}) => wholeList(RELEASE_TYPES, filters);

export const releaseTypeQuery = (reference: string) =>
  queryOptions({
    queryKey: keys.one('release-types', reference),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/release-types/{type}', { params: { path: { type: reference } }, signal })),
  });

export function createReleaseType(body: NewReleaseType, key: string): Promise<ReleaseType> {
  return answerOf(api.POST('/release-types', { body, ...idempotent(key) }));
}

export function changeReleaseType(type: string, rev: number, body: ReleaseTypeChange): Promise<ReleaseType> {
  return answerOf(
    api.PATCH('/release-types/{type}', { params: { path: { type }, header: matching(rev) }, body }),
  );
}

export const releaseQuery = (reference: string) =>
  queryOptions({
    queryKey: keys.one('releases', reference),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/releases/{release}', { params: { path: { release: reference } }, signal })),
  });

export function createRelease(body: NewRelease, key: string): Promise<Release> {
  return answerOf(api.POST('/releases', { body, ...idempotent(key) }));
}

export function changeRelease(release: string, rev: number, body: ReleaseChange): Promise<Release> {
  return answerOf(
    api.PATCH('/releases/{release}', { params: { path: { release }, header: matching(rev) }, body }),
  );
}

export function transitionRelease(
  release: string,
  rev: number,
  body: { to: string; comment?: string },
  key: string,
): Promise<Release> {
  return answerOf(
    api.POST('/releases/{release}/transition', {
      params: { path: { release }, header: matching(rev) },
      body,
      ...idempotent(key),
    }),
  );
}

export const releaseMembers = (release: string) =>
  pagesOfPart(keys.part('releases', release, 'members'), (query, signal) =>
    api.GET('/releases/{release}/members', { params: { path: { release }, query }, signal }),
  );

export const releaseMatrix = (release: string) =>
  queryOptions({
    queryKey: keys.part('releases', release, 'matrix'),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/releases/{release}/matrix', { params: { path: { release } }, signal })),
  });

export const releaseComparison = (release: string, other: string) =>
  queryOptions({
    queryKey: keys.part('releases', release, 'members', 'compare', other),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/releases/{release}/members/compare', {
          params: { path: { release }, query: { with: other } },
          signal,
        }),
      ),
  });

/** The newest change to a release: who was faster when a change is refused as stale. */
export const lastReleaseEvent = (release: string) =>
  queryOptions({
    queryKey: keys.part('releases', release, 'events', 'last'),
    queryFn: async ({ signal }) => {
      const page = await answerOf(
        api.GET('/releases/{release}/events', { params: { path: { release }, query: { limit: 1 } }, signal }),
      );
      return page.items[0] ?? null;
    },
    staleTime: 0,
  });
