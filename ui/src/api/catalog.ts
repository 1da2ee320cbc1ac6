import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, matching } from './client';
import { keys } from './keys';
import { pagesOf, suggestions } from './lists';
import type { Link, Page, System, SystemDependencies, Version } from './types';

export const systemFilters = ['portfolio', 'team', 'kind', 'tag', 'q', 'archived', 'sort'] as const;
export type SystemFilters = Partial<Record<(typeof systemFilters)[number], string>>;

const SYSTEMS = { noun: 'systems', path: '/systems' } as const;

export const systemPages = (filters: SystemFilters) => pagesOf<System>(SYSTEMS, filters);
export const systemSuggestions = (typed: string) => suggestions<System>(SYSTEMS, typed);

export const systemQuery = (reference: string) =>
  queryOptions({
    queryKey: keys.one('systems', reference),
    queryFn: ({ signal }) =>
      answerOf<System>(api.GET('/systems/{id}', { params: { path: { id: reference } }, signal })),
  });

export const systemDependenciesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.part('systems', id, 'dependencies'),
    queryFn: ({ signal }) =>
      answerOf<SystemDependencies>(
        api.GET('/systems/{id}/dependencies', { params: { path: { id } }, signal }),
      ),
  });

export const versionsQuery = (id: string, limit = 50) =>
  queryOptions({
    queryKey: keys.part('systems', id, 'versions', String(limit)),
    queryFn: async ({ signal }) => {
      const page = await answerOf<Page<Version>>(
        api.GET('/systems/{id}/versions', { params: { path: { id }, query: { limit } }, signal }),
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
  return answerOf<System>(api.POST('/systems', { params: { header: { 'Idempotency-Key': key } }, body }));
}

export function changeSystem(id: string, rev: number, body: SystemInput): Promise<System> {
  return answerOf<System>(
    api.PATCH('/systems/{id}', { params: { path: { id }, header: matching(rev) }, body }),
  );
}

export interface VersionInput {
  number: string;
  commit?: string;
  build_url?: string;
}

export function addVersion(id: string, body: VersionInput, key: string): Promise<Version> {
  return answerOf<Version>(
    api.POST('/systems/{id}/versions', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );
}

export async function putSystemDependency(
  system: { id: string; rev: number },
  other: string,
  note: string,
): Promise<void> {
  await answerOf(
    api.PUT('/systems/{id}/dependencies/{system}', {
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
    api.DELETE('/systems/{id}/dependencies/{system}', {
      params: { path: { id: system.id, system: other }, header: matching(system.rev) },
    }),
  );
}
