import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { type Filters, keys } from './keys';
import { type List, pagesOf, suggestions, wholeList } from './lists';
import type {
  Environment,
  EnvironmentChange,
  EnvironmentGroup,
  EnvironmentGroupChange,
  EnvironmentReport,
  NewEnvironment,
  NewEnvironmentGroup,
  NewEnvironmentLink,
  NewStage,
  Stage,
  StageChange,
} from './types';

export const environmentFilters = [
  'portfolio',
  'stage',
  'group',
  'parent',
  'state',
  'tag',
  'q',
  'archived',
  'sort',
] as const;
export type EnvironmentFilters = Partial<Record<(typeof environmentFilters)[number], string>>;

const ENVIRONMENTS: List<Environment> = {
  noun: 'environments',
  read: (query, signal) => api.GET('/environments', { params: { query }, signal }),
};

export const environmentPages = (filters: EnvironmentFilters) => pagesOf(ENVIRONMENTS, filters as Filters);
export const environmentSuggestions = (typed: string) => suggestions(ENVIRONMENTS, typed);

export const environmentQuery = (reference: string) =>
  queryOptions({
    queryKey: keys.one('environments', reference),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/environments/{environment}', { params: { path: { environment: reference } }, signal }),
      ),
  });

export const environmentPartsQuery = (parent: string) =>
  queryOptions({
    queryKey: keys.list('environments', { parent, limit: '200' }),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/environments', { params: { query: { parent, limit: 200 } }, signal }))).items,
  });

/** The environments of a group. */
export const environmentsOfGroup = (group: string) =>
  queryOptions({
    queryKey: keys.list('environments', { group, limit: '200' }),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/environments', { params: { query: { group, limit: 200 } }, signal }))).items,
  });

/** The first few at a stage. */
export const environmentsAtQuery = (stage: string) =>
  queryOptions({
    queryKey: keys.list('environments', { stage, limit: '2' }),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/environments', { params: { query: { stage, limit: 2 } }, signal }))).items,
  });

export const environmentHostsQuery = (environment: string) =>
  queryOptions({
    queryKey: keys.part('environments', environment, 'hosts'),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/environments/{environment}/hosts', { params: { path: { environment } }, signal })),
  });

export const environmentLinksQuery = (environment: string) =>
  queryOptions({
    queryKey: keys.part('environments', environment, 'links'),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/environments/{environment}/links', { params: { path: { environment } }, signal })),
  });

export function createEnvironment(body: NewEnvironment, key: string): Promise<Environment> {
  return answerOf(api.POST('/environments', { body, ...idempotent(key) }));
}

export function changeEnvironment(
  environment: string,
  rev: number,
  body: EnvironmentChange,
): Promise<Environment> {
  return answerOf(
    api.PATCH('/environments/{environment}', {
      params: { path: { environment }, header: matching(rev) },
      body,
    }),
  );
}

export function reportEnvironment(environment: string, body: EnvironmentReport): Promise<Environment> {
  return answerOf(api.POST('/environments/{environment}/state', { params: { path: { environment } }, body }));
}

interface Known {
  id: string;
  rev: number;
}

export function putEnvironmentLink({ id, rev }: Known, other: string, body: NewEnvironmentLink) {
  return answerOf(
    api.PUT('/environments/{environment}/links/{other}', {
      params: { path: { environment: id, other }, header: matching(rev) },
      body,
    }),
  );
}

export function removeEnvironmentLink({ id, rev }: Known, other: string, kind: string) {
  return answerOf(
    api.DELETE('/environments/{environment}/links/{other}', {
      params: { path: { environment: id, other }, query: { kind }, header: matching(rev) },
    }),
  );
}

const STAGES: List<Stage> = {
  noun: 'stages',
  read: (query, signal) => api.GET('/stages', { params: { query }, signal }),
};

/** From development to production. */
export const stages = (filters: Filters = {}) => wholeList(STAGES, filters);

export function createStage(body: NewStage, key: string): Promise<Stage> {
  return answerOf(api.POST('/stages', { body, ...idempotent(key) }));
}

export function changeStage(stage: string, rev: number, body: StageChange): Promise<Stage> {
  return answerOf(api.PATCH('/stages/{stage}', { params: { path: { stage }, header: matching(rev) }, body }));
}

const GROUPS: List<EnvironmentGroup> = {
  noun: 'environment-groups',
  read: (query, signal) => api.GET('/environment-groups', { params: { query }, signal }),
};

export const environmentGroups = (filters: Filters = {}) => wholeList(GROUPS, filters);
export const environmentGroupSuggestions = (typed: string) => suggestions(GROUPS, typed);

export function createEnvironmentGroup(body: NewEnvironmentGroup, key: string): Promise<EnvironmentGroup> {
  return answerOf(api.POST('/environment-groups', { body, ...idempotent(key) }));
}

export function changeEnvironmentGroup(
  group: string,
  rev: number,
  body: EnvironmentGroupChange,
): Promise<EnvironmentGroup> {
  return answerOf(
    api.PATCH('/environment-groups/{group}', { params: { path: { group }, header: matching(rev) }, body }),
  );
}
