import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { keys } from './keys';
import { pagesOfPart } from './lists';
import type {
  ActivityChange,
  Milestone,
  MilestoneChange,
  NewActivity,
  NewMilestone,
  NewPhase,
  Phase,
  PhaseChange,
} from './types';

export const phasesQuery = (release: string) =>
  queryOptions({
    queryKey: keys.part('releases', release, 'phases'),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/releases/{release}/phases', { params: { path: { release } }, signal })))
        .items,
  });

export const milestonesQuery = (release: string) =>
  pagesOfPart(keys.part('releases', release, 'milestones'), (query, signal) =>
    api.GET('/releases/{release}/milestones', { params: { path: { release }, query }, signal }),
  );

export const activitiesQuery = (release: string) =>
  pagesOfPart(keys.part('releases', release, 'activities'), (query, signal) =>
    api.GET('/releases/{release}/activities', { params: { path: { release }, query }, signal }),
  );

export const baselinesQuery = (release: string) =>
  pagesOfPart(keys.part('releases', release, 'baselines'), (query, signal) =>
    api.GET('/releases/{release}/baselines', { params: { path: { release }, query }, signal }),
  );

export const baselineQuery = (release: string, number: number) =>
  queryOptions({
    queryKey: keys.part('releases', release, 'baselines', String(number)),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/releases/{release}/baselines/{number}', { params: { path: { release, number } }, signal }),
      ),
  });

export const compareQuery = (release: string, from: string, to: string) =>
  queryOptions({
    queryKey: keys.part('releases', release, 'baselines', 'compare', from, to),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/releases/{release}/baselines/compare', {
          params: { path: { release }, query: { from, to } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

interface Known {
  id: string;
  rev: number;
}

/** How one kind of thing of a plan is written. The reason is kept with the former plan when a date moves. */
export interface PlanPart<New, Changed> {
  add: (release: string, body: New, key: string, reason?: string) => Promise<{ name: string }>;
  change: (
    release: string,
    item: Known,
    body: Changed,
    reason?: string,
  ) => Promise<{ id: string; rev: number; name: string }>;
  remove: (release: string, item: Known, reason?: string) => Promise<unknown>;
}

export const phasePart: PlanPart<NewPhase, PhaseChange> = {
  add: (release, body, key, reason): Promise<Phase> =>
    answerOf(
      api.POST('/releases/{release}/phases', {
        params: { path: { release }, query: { reason } },
        body,
        ...idempotent(key),
      }),
    ),
  change: (release, { id, rev }, body, reason): Promise<Phase> =>
    answerOf(
      api.PATCH('/releases/{release}/phases/{phase}', {
        params: { path: { release, phase: id }, query: { reason }, header: matching(rev) },
        body,
      }),
    ),
  remove: (release, { id, rev }, reason) =>
    answerOf(
      api.DELETE('/releases/{release}/phases/{phase}', {
        params: { path: { release, phase: id }, query: { reason }, header: matching(rev) },
      }),
    ),
};

export const milestonePart: PlanPart<NewMilestone, MilestoneChange> = {
  add: (release, body, key, reason): Promise<Milestone> =>
    answerOf(
      api.POST('/releases/{release}/milestones', {
        params: { path: { release }, query: { reason } },
        body,
        ...idempotent(key),
      }),
    ),
  change: (release, { id, rev }, body, reason): Promise<Milestone> =>
    answerOf(
      api.PATCH('/releases/{release}/milestones/{milestone}', {
        params: { path: { release, milestone: id }, query: { reason }, header: matching(rev) },
        body,
      }),
    ),
  remove: (release, { id, rev }, reason) =>
    answerOf(
      api.DELETE('/releases/{release}/milestones/{milestone}', {
        params: { path: { release, milestone: id }, query: { reason }, header: matching(rev) },
      }),
    ),
};

export const activityPart: PlanPart<NewActivity, ActivityChange> = {
  add: (release, body, key) =>
    answerOf(
      api.POST('/releases/{release}/activities', {
        params: { path: { release } },
        body,
        ...idempotent(key),
      }),
    ),
  change: (release, { id, rev }, body) =>
    answerOf(
      api.PATCH('/releases/{release}/activities/{activity}', {
        params: { path: { release, activity: id }, header: matching(rev) },
        body,
      }),
    ),
  remove: (release, { id, rev }) =>
    answerOf(
      api.DELETE('/releases/{release}/activities/{activity}', {
        params: { path: { release, activity: id }, header: matching(rev) },
      }),
    ),
};

export type Decision = 'pass' | 'fail' | 'reopen';

export function decideMilestone(
  release: string,
  milestone: Known,
  decision: Decision,
  reason: string | undefined,
  key: string,
): Promise<Milestone> {
  const request = {
    params: { path: { release, milestone: milestone.id }, header: matching(milestone.rev) },
    body: { reason },
    ...idempotent(key),
  };
  if (decision === 'pass') {
    return answerOf(api.POST('/releases/{release}/milestones/{milestone}/pass', request));
  }
  if (decision === 'fail') {
    return answerOf(api.POST('/releases/{release}/milestones/{milestone}/fail', request));
  }
  return answerOf(api.POST('/releases/{release}/milestones/{milestone}/reopen', request));
}
