/** Moving plans: what a move would do, doing it, and taking it back. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { keys } from './keys';
import type { PlanAnswer, PlanMove } from './types';

/** Kept as a part of its release: whoever moves that release meanwhile makes the answer out of date. */
export const movePreviewQuery = (release: string, body: PlanMove) =>
  queryOptions({
    queryKey: keys.part('releases', release, 'plan-preview', JSON.stringify(body)),
    queryFn: ({ signal }) =>
      answerOf<PlanAnswer>(
        api.POST('/releases/{release}/plan/preview', { params: { path: { release } }, body, signal }),
      ),
    staleTime: 0,
    gcTime: 10_000,
  });

export function movePlan(release: string, rev: number, body: PlanMove, key: string): Promise<PlanAnswer> {
  return answerOf<PlanAnswer>(
    api.POST('/releases/{release}/plan', {
      params: { path: { release }, header: matching(rev) },
      body,
      ...idempotent(key),
    }),
  );
}

export function undoMove(change: string, key: string): Promise<PlanAnswer> {
  return answerOf<PlanAnswer>(
    api.POST('/plan-changes/{plan_change}/undo', {
      params: { path: { plan_change: change } },
      body: {},
      ...idempotent(key),
    }),
  );
}
