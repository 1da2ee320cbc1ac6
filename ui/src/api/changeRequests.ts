import { answerOf, api, idempotent, matching } from './client';
import { keys } from './keys';
import { pagesOfPart } from './lists';
import type { ChangeRequest, ChangeRequestChange, ChangeRequestStep, NewChangeRequest } from './types';

export const environmentChangesQuery = (environment: string) =>
  pagesOfPart(keys.part('environments', environment, 'changes'), (query, signal) =>
    api.GET('/change-requests', { params: { query: { ...query, environment } }, signal }),
  );

export function createChangeRequest(body: NewChangeRequest, key: string): Promise<ChangeRequest> {
  return answerOf(api.POST('/change-requests', { body, ...idempotent(key) }));
}

interface Known {
  id: string;
  rev: number;
}

export function editChangeRequest({ id, rev }: Known, body: ChangeRequestChange): Promise<ChangeRequest> {
  return answerOf(
    api.PATCH('/change-requests/{change_request}', {
      params: { path: { change_request: id }, header: matching(rev) },
      body,
    }),
  );
}

/** Submits, approves, begins, …: the steps that the request itself names. */
export function advanceChangeRequest(
  { id, rev }: Known,
  step: ChangeRequestStep,
  reason: string | undefined,
  key: string,
): Promise<ChangeRequest> {
  return answerOf(
    api.POST(`/change-requests/{change_request}/${step}`, {
      params: { path: { change_request: id }, header: matching(rev) },
      body: { reason },
      ...idempotent(key),
    }),
  );
}
