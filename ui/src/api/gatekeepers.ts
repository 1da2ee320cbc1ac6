import { answerOf, api, idempotent, matching } from './client';
import { type Filters, keys } from './keys';
import { type List, pagesOf, pagesOfPart } from './lists';
import type { Gatekeeper, GatekeeperChange, NewGatekeeper } from './types';

export const gatekeeperFilters = ['kind', 'portfolio', 'q', 'archived'] as const;
export type GatekeeperFilters = Partial<Record<(typeof gatekeeperFilters)[number], string>>;

const GATEKEEPERS: List<Gatekeeper> = {
  noun: 'gatekeepers',
  read: (query, signal) => api.GET('/gatekeepers', { params: { query }, signal }),
};

export const gatekeeperPages = (filters: GatekeeperFilters) => pagesOf(GATEKEEPERS, filters as Filters);

/** What a gatekeeper asked, the latest first. */
export const deliveriesQuery = (gatekeeper: string) =>
  pagesOfPart(keys.part('gatekeepers', gatekeeper, 'deliveries'), (query, signal) =>
    api.GET('/gatekeepers/{gatekeeper}/deliveries', { params: { path: { gatekeeper }, query }, signal }),
  );

export function createGatekeeper(body: NewGatekeeper, key: string): Promise<Gatekeeper> {
  return answerOf(api.POST('/gatekeepers', { body, ...idempotent(key) }));
}

export function changeGatekeeper({ id, rev }: Gatekeeper, body: GatekeeperChange): Promise<Gatekeeper> {
  return answerOf(
    api.PATCH('/gatekeepers/{gatekeeper}', {
      params: { path: { gatekeeper: id }, header: matching(rev) },
      body,
    }),
  );
}
