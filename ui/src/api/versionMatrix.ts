import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { type Filters, keys } from './keys';

export const matrixFilters = ['q', 'portfolio', 'stage', 'group'] as const;

/** Which version of which system runs where. */
export const versionMatrixQuery = (filters: Filters) =>
  queryOptions({
    queryKey: keys.list('versions', filters),
    queryFn: ({ signal }) => answerOf(api.GET('/version-matrix', { params: { query: filters }, signal })),
  });

export const runningVersionsQuery = (environment: string) =>
  queryOptions({
    queryKey: keys.part('environments', environment, 'versions'),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/environments/{environment}/versions', { params: { path: { environment } }, signal }),
      ),
  });

/** How like another environment it is: production when nobody says which. */
export const comparisonQuery = (environment: string, other: string | undefined) =>
  queryOptions({
    queryKey: keys.part('environments', environment, 'comparison', other ?? ''),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/environments/{environment}/comparison', {
          params: { path: { environment }, query: { with: other } },
          signal,
        }),
      ),
    retry: false,
  });

export const driftQuery = (environment: string) =>
  queryOptions({
    queryKey: keys.part('environments', environment, 'drift'),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/environments/{environment}/drift', { params: { path: { environment } }, signal })),
  });
