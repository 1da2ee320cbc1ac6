import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { type Filters, keys } from './keys';
import { type List, pagesOf, wholeList } from './lists';
import type {
  Decision,
  DecisionItem,
  NewDecision,
  NewStop,
  NewWindowOverride,
  Stop,
  WindowOverride,
} from './types';

const DECISIONS: List<DecisionItem> = {
  noun: 'decisions',
  read: (query, signal) => api.GET('/decisions', { params: { query }, signal }),
  hasTotal: false,
};

export const decisionPages = (filters: Filters) => pagesOf(DECISIONS, filters);

export const decisionQuery = (id: string) =>
  queryOptions({
    queryKey: keys.one('decisions', id),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/decisions/{decision}', { params: { path: { decision: id } }, signal })),
    // It never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });

export function decide(body: NewDecision, key: string): Promise<Decision> {
  return answerOf(api.POST('/decisions', { body, ...idempotent(key) }));
}

const STOPS: List<Stop> = {
  noun: 'stops',
  read: (query, signal) => api.GET('/stops', { params: { query }, signal }),
};

/** The lines that are stopped now. */
export const stopsQuery = () => wholeList(STOPS);

export function stopLine(body: NewStop, key: string): Promise<Stop> {
  return answerOf(api.POST('/stops', { body, ...idempotent(key) }));
}

export function liftStop({ id, rev }: Stop, reason: string | undefined, key: string): Promise<Stop> {
  return answerOf(
    api.POST('/stops/{stop}/lift', {
      params: { path: { stop: id }, header: matching(rev) },
      body: { reason },
      ...idempotent(key),
    }),
  );
}

export const windowOverridesQuery = (window: string) =>
  queryOptions({
    queryKey: keys.part('windows', window, 'overrides'),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/windows/{window}/overrides', { params: { path: { window } }, signal })))
        .items,
  });

export function overrideWindow(
  window: string,
  body: NewWindowOverride,
  key: string,
): Promise<WindowOverride> {
  return answerOf(
    api.POST('/windows/{window}/overrides', { params: { path: { window } }, body, ...idempotent(key) }),
  );
}

export function withdrawOverride(window: string, { id, rev }: WindowOverride, key: string) {
  return answerOf(
    api.POST('/windows/{window}/overrides/{override}/withdraw', {
      params: { path: { window, override: id }, header: matching(rev) },
      ...idempotent(key),
    }),
  );
}
