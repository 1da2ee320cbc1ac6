import { queryOptions } from '@tanstack/react-query';
import { type Answer, answerOf, idempotent, matching, unpublished } from './client';
import { type Filters, keys } from './keys';
import { type List, pagesOf, suggestions } from './lists';
import type { Link, Page } from './types';
import type { System, SystemDependencies, Version } from './unpublished';

export const systemFilters = ['portfolio', 'team', 'kind', 'tag', 'q', 'archived', 'sort'] as const;
export type SystemFilters = Partial<Record<(typeof systemFilters)[number], string>>;

const SYSTEMS: List<System> = {
  noun: 'systems',
  read: (query, signal) =>
    unpublished.GET('/systems', { params: { query }, signal }) as Promise<Answer<Page<System>>>,
};

export const systemPages = (filters: SystemFilters) => pagesOf(SYSTEMS, filters as Filters);
export const systemSuggestions = (typed: string) => suggestions(SYSTEMS, typed);

export const systemQuery = (reference: string) =>
  queryOptions({
    queryKey: keys.one('systems', reference),
    queryFn: ({ signal }) =>
      answerOf<System>(unpublished.GET('/systems/{id}', { params: { path: { id: reference } }, signal })),
  });

export const systemDependenciesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.part('systems', id, 'dependencies'),
    queryFn: ({ signal }) =>
      answerOf<SystemDependencies>(
        unpublished.GET('/systems/{id}/dependencies', { params: { path: { id } }, signal }),
      ),
  });

export const versionsQuery = (id: string, limit = 50) =>
  queryOptions({
    queryKey: keys.part('systems', id, 'versions', String(limit)),
    queryFn: async ({ signal }) => {
      const page = await answerOf<Page<Version>>(
        unpublished.GET('/systems/{id}/versions', { params: { path: { id }, query: { limit } }, signal }),
      );
      return page.items;
    },
  });

export interface SystemInput {
  key?: string;
  name?: string;
  kind?: string;
  description?: string;
  portfolio?: string;
  team?: string | null;
  vendor?: string | null;
  criticality?: string | null;
  repositories?: string[];
  links?: Link[];
  tags?: string[];
}

export function createSystem(body: SystemInput, key: string): Promise<System> {
  return answerOf<System>(unpublished.POST('/systems', { body, ...idempotent(key) }));
}

export function changeSystem(id: string, rev: number, body: SystemInput): Promise<System> {
  return answerOf<System>(
    unpublished.PATCH('/systems/{id}', { params: { path: { id }, header: matching(rev) }, body }),
  );
}

export interface VersionInput {
  number: string;
  commit?: string;
  build_url?: string;
}

export function addVersion(id: string, body: VersionInput, key: string): Promise<Version> {
  return answerOf<Version>(
    unpublished.POST('/systems/{id}/versions', {
      params: { path: { id } },
      body,
      ...idempotent(key),
    }),
  );
}

export async function putSystemDependency(
  system: { id: string; rev: number },
  other: string,
  note: string,
): Promise<void> {
  await answerOf(
    unpublished.PUT('/systems/{id}/dependencies/{system}', {
      params: { path: { id: system.id, system: other }, header: matching(system.rev) },
      body: { note },
    }),
  );
}

export async function removeSystemDependency(
  system: { id: string; rev: number },
  other: string,
): Promise<void> {
  await answerOf(
    unpublished.DELETE('/systems/{id}/dependencies/{system}', {
      params: { path: { id: system.id, system: other }, header: matching(system.rev) },
    }),
  );
}
