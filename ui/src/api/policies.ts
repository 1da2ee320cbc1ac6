import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { type Filters, keys } from './keys';
import { type List, pagesOf, pagesOfPart } from './lists';
import type { NewPolicy, Policy, PolicyChange, PolicyReplay, PolicyReplaying, PolicyText } from './types';

export const policyFilters = ['enforcement', 'in_force', 'portfolio', 'q', 'archived'] as const;
export type PolicyFilters = Partial<Record<(typeof policyFilters)[number], string>>;

const POLICIES: List<Policy> = {
  noun: 'policies',
  read: (query, signal) => api.GET('/policies', { params: { query }, signal }),
};

export const policyPages = (filters: PolicyFilters) => pagesOf(POLICIES, filters as Filters);

export const policyQuery = (reference: string) =>
  queryOptions({
    queryKey: keys.one('policies', reference),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/policies/{policy}', { params: { path: { policy: reference } }, signal })),
  });

export const policyVersionsQuery = (policy: string) =>
  pagesOfPart(keys.part('policies', policy, 'versions'), (query, signal) =>
    api.GET('/policies/{policy}/versions', { params: { path: { policy }, query }, signal }),
  );

/** What policies may ask about: the same for everybody, as long as the server is the same. */
export const factsQuery = queryOptions({
  queryKey: keys.part('policies', 'facts'),
  queryFn: async ({ signal }) => (await answerOf(api.GET('/facts', { signal }))).items,
  staleTime: Number.POSITIVE_INFINITY,
});

/** What is wrong with a text; what was shown last stays until the next is known. */
export const mistakesQuery = (body: PolicyText) =>
  queryOptions({
    queryKey: keys.part('policies', 'check', JSON.stringify(body)),
    queryFn: ({ signal }) => answerOf(api.POST('/policies/check', { body, signal })),
    placeholderData: keepPreviousData,
    retry: false,
  });

export function createPolicy(body: NewPolicy, key: string): Promise<Policy> {
  return answerOf(api.POST('/policies', { body, ...idempotent(key) }));
}

export function changePolicy(policy: string, rev: number, body: PolicyChange): Promise<Policy> {
  return answerOf(
    api.PATCH('/policies/{policy}', { params: { path: { policy }, header: matching(rev) }, body }),
  );
}

interface Held {
  id: string;
  rev: number;
}

export function enforcePolicy(
  policy: Held,
  version: number,
  reason: string | undefined,
  key: string,
): Promise<Policy> {
  const params = { path: { policy: policy.id }, header: matching(policy.rev) };
  const body = { version, ...(reason ? { reason } : {}) };
  return answerOf(api.POST('/policies/{policy}/enforce', { params, body, ...idempotent(key) }));
}

export function retirePolicy(policy: Held, reason: string | undefined, key: string): Promise<Policy> {
  const params = { path: { policy: policy.id }, header: matching(policy.rev) };
  const body = reason ? { reason } : {};
  return answerOf(api.POST('/policies/{policy}/retire', { params, body, ...idempotent(key) }));
}

export function replayPolicy(policy: string, body: PolicyReplaying, key: string): Promise<PolicyReplay> {
  return answerOf(
    api.POST('/policies/{policy}/replay', { params: { path: { policy } }, body, ...idempotent(key) }),
  );
}
