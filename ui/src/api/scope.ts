import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, matching } from './client';
import { keys } from './keys';
import { pagesOfPart } from './lists';
import type { Impact, RaciInput } from './types';

export const releaseSystemsQuery = (release: string) =>
  queryOptions({
    queryKey: keys.part('releases', release, 'systems'),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/releases/{release}/systems', { params: { path: { release } }, signal })))
        .items,
  });

export const manifestQuery = (release: string) =>
  pagesOfPart(keys.part('releases', release, 'manifest'), (query, signal) =>
    api.GET('/releases/{release}/manifest', { params: { path: { release }, query }, signal }),
  );

export const releasePeopleQuery = (release: string) =>
  queryOptions({
    queryKey: keys.part('releases', release, 'people'),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/releases/{release}/people', { params: { path: { release } }, signal })))
        .items,
  });

export const releaseDependenciesQuery = (release: string) =>
  queryOptions({
    queryKey: keys.part('releases', release, 'dependencies'),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/releases/{release}/dependencies', { params: { path: { release } }, signal })),
  });

/** Sub-lists of a release are written under the release's own revision. */
interface Whole {
  id: string;
  rev: number;
}

/** How an entry of one sub-list is put in and taken out. */
export interface ScopePart<Body> {
  put: (release: Whole, other: string, body: Body) => Promise<unknown>;
  remove: (release: Whole, other: string) => Promise<unknown>;
}

export const systemPart: ScopePart<{ impact: Impact }> = {
  put: ({ id, rev }, system, body) =>
    answerOf(
      api.PUT('/releases/{release}/systems/{system}', {
        params: { path: { release: id, system }, header: matching(rev) },
        body,
      }),
    ),
  remove: ({ id, rev }, system) =>
    answerOf(
      api.DELETE('/releases/{release}/systems/{system}', {
        params: { path: { release: id, system }, header: matching(rev) },
      }),
    ),
};

export const manifestPart: ScopePart<{ version: string }> = {
  put: ({ id, rev }, system, body) =>
    answerOf(
      api.PUT('/releases/{release}/manifest/{system}', {
        params: { path: { release: id, system }, header: matching(rev) },
        body,
      }),
    ),
  remove: ({ id, rev }, system) =>
    answerOf(
      api.DELETE('/releases/{release}/manifest/{system}', {
        params: { path: { release: id, system }, header: matching(rev) },
      }),
    ),
};

export const dependencyPart: ScopePart<{ hard: boolean; note: string }> = {
  put: ({ id, rev }, other, body) =>
    answerOf(
      api.PUT('/releases/{release}/dependencies/{other}', {
        params: { path: { release: id, other }, header: matching(rev) },
        body,
      }),
    ),
  remove: ({ id, rev }, other) =>
    answerOf(
      api.DELETE('/releases/{release}/dependencies/{other}', {
        params: { path: { release: id, other }, header: matching(rev) },
      }),
    ),
};

export function putReleasePeople({ id, rev }: Whole, items: RaciInput[]) {
  return answerOf(
    api.PUT('/releases/{release}/people', {
      params: { path: { release: id }, header: matching(rev) },
      body: { items },
    }),
  );
}
