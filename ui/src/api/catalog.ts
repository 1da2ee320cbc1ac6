import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { type Filters, keys } from './keys';
import { type List, pagesOf, pagesOfPart, suggestions } from './lists';
import type { NewSystem, NewVersion, System, SystemChange, Version } from './types';

export const systemFilters = [
  'portfolio',
  'team',
  'kind',
  'criticality',
  'tag',
  'q',
  'archived',
  'sort',
] as const;
export type SystemFilters = Partial<Record<(typeof systemFilters)[number], string>>;

const SYSTEMS: List<System> = {
  noun: 'systems',
  read: (query, signal) => api.GET('/systems', { params: { query }, signal }),
};

export const systemPages = (filters: SystemFilters) => pagesOf(SYSTEMS, filters as Filters);
export const systemSuggestions = (typed: string) => suggestions(SYSTEMS, typed);

export const systemQuery = (reference: string) =>
  queryOptions({
    queryKey: keys.one('systems', reference),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/systems/{system}', { params: { path: { system: reference } }, signal })),
  });

export const systemDependenciesQuery = (system: string) =>
  queryOptions({
    queryKey: keys.part('systems', system, 'dependencies'),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/systems/{system}/dependencies', { params: { path: { system } }, signal })),
  });

export const versionsQuery = (system: string) =>
  pagesOfPart(keys.part('systems', system, 'versions'), (query, signal) =>
    api.GET('/systems/{system}/versions', { params: { path: { system }, query }, signal }),
  );

export const testReportsQuery = (system: string, version: string) =>
  pagesOfPart(keys.part('systems', system, 'test-reports', version), (query, signal) =>
    api.GET('/systems/{system}/versions/{version}/test-reports', {
      params: { path: { system, version }, query },
      signal,
    }),
  );

export function createSystem(body: NewSystem, key: string): Promise<System> {
  return answerOf(api.POST('/systems', { body, ...idempotent(key) }));
}

export function changeSystem(system: string, rev: number, body: SystemChange): Promise<System> {
  return answerOf(
    api.PATCH('/systems/{system}', { params: { path: { system }, header: matching(rev) }, body }),
  );
}

export function addVersion(system: string, body: NewVersion, key: string): Promise<Version> {
  return answerOf(
    api.POST('/systems/{system}/versions', { params: { path: { system } }, body, ...idempotent(key) }),
  );
}

interface Known {
  id: string;
  rev: number;
}

export function putSystemDependency({ id, rev }: Known, other: string, note: string) {
  return answerOf(
    api.PUT('/systems/{system}/dependencies/{other}', {
      params: { path: { system: id, other }, header: matching(rev) },
      body: { note },
    }),
  );
}

export function removeSystemDependency({ id, rev }: Known, other: string) {
  return answerOf(
    api.DELETE('/systems/{system}/dependencies/{other}', {
      params: { path: { system: id, other }, header: matching(rev) },
    }),
  );
}
