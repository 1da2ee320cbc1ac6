import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { type Filters, keys } from './keys';
import { type List, pagesOf } from './lists';
import type {
  DeploymentPlan,
  DeploymentPlanChange,
  DeploymentPlanDetail,
  NewDeploymentPlan,
  NewPlanTask,
  PlanStaffing,
  PlanTask,
  PlanTaskChange,
} from './types';

export const planFilters = ['q', 'status', 'portfolio', 'release', 'archived'] as const;

const PLANS: List<DeploymentPlan> = {
  noun: 'deployment-plans',
  read: (query, signal) => api.GET('/deployment-plans', { params: { query }, signal }),
};

export const planPages = (filters: Filters) => pagesOf(PLANS, filters);

export const planQuery = (reference: string) =>
  queryOptions({
    queryKey: keys.one('deployment-plans', reference),
    queryFn: ({ signal }): Promise<DeploymentPlanDetail> =>
      answerOf(api.GET('/deployment-plans/{plan}', { params: { path: { plan: reference } }, signal })),
  });

/** The plan as it was approved then: it never changes. */
export const planVersionQuery = (plan: string, version: number) =>
  queryOptions({
    queryKey: keys.part('deployment-plans', plan, 'versions', String(version)),
    queryFn: ({ signal }): Promise<DeploymentPlanDetail> =>
      answerOf(
        api.GET('/deployment-plans/{plan}/versions/{number}', {
          params: { path: { plan, number: version } },
          signal,
        }),
      ),
  });

export const planVersionsQuery = (plan: string) =>
  queryOptions({
    queryKey: keys.part('deployment-plans', plan, 'versions'),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/deployment-plans/{plan}/versions', { params: { path: { plan } }, signal })))
        .items,
  });

/** Whether those who are to do it can. */
export const planStaffingQuery = (plan: string) =>
  queryOptions({
    queryKey: keys.part('deployment-plans', plan, 'staffing'),
    queryFn: ({ signal }): Promise<PlanStaffing> =>
      answerOf(api.GET('/deployment-plans/{plan}/staffing', { params: { path: { plan } }, signal })),
  });

export function createPlan(body: NewDeploymentPlan, key: string): Promise<DeploymentPlanDetail> {
  return answerOf(api.POST('/deployment-plans', { body, ...idempotent(key) }));
}

interface Known {
  id: string;
  rev: number;
}

export function changePlan({ id, rev }: Known, body: DeploymentPlanChange): Promise<DeploymentPlanDetail> {
  return answerOf(
    api.PATCH('/deployment-plans/{plan}', { params: { path: { plan: id }, header: matching(rev) }, body }),
  );
}

export function approvePlan(
  { id, rev }: Known,
  comment: string | undefined,
  key: string,
): Promise<DeploymentPlanDetail> {
  return answerOf(
    api.POST('/deployment-plans/{plan}/approve', {
      params: { path: { plan: id }, header: matching(rev) },
      body: { comment },
      ...idempotent(key),
    }),
  );
}

/** Estimates its tasks by how long they took in its runs. */
export function learnPlan({ id, rev }: Known, key: string): Promise<DeploymentPlanDetail> {
  return answerOf(
    api.POST('/deployment-plans/{plan}/learn', {
      params: { path: { plan: id }, header: matching(rev) },
      ...idempotent(key),
    }),
  );
}

/** Before the task of this number, or at the end. */
export function addTasks(
  plan: string,
  tasks: NewPlanTask[],
  before: number | null,
  key: string,
): Promise<DeploymentPlanDetail> {
  return answerOf(
    api.POST('/deployment-plans/{plan}/tasks', {
      params: { path: { plan } },
      body: { tasks, before },
      ...idempotent(key),
    }),
  );
}

const ofTask = (plan: string, { number, rev }: Pick<PlanTask, 'number' | 'rev'>) => ({
  params: { path: { plan, task: number }, header: matching(rev) },
});

export function changeTask(
  plan: string,
  task: Pick<PlanTask, 'number' | 'rev'>,
  body: PlanTaskChange,
): Promise<DeploymentPlanDetail> {
  return answerOf(api.PATCH('/deployment-plans/{plan}/tasks/{task}', { ...ofTask(plan, task), body }));
}

export function moveTask(
  plan: string,
  task: Pick<PlanTask, 'number' | 'rev'>,
  before: number | null,
  key: string,
): Promise<DeploymentPlanDetail> {
  return answerOf(
    api.POST('/deployment-plans/{plan}/tasks/{task}/move', {
      ...ofTask(plan, task),
      body: { before },
      ...idempotent(key),
    }),
  );
}

export function removeTask(
  plan: string,
  task: Pick<PlanTask, 'number' | 'rev'>,
): Promise<DeploymentPlanDetail> {
  return answerOf(api.DELETE('/deployment-plans/{plan}/tasks/{task}', ofTask(plan, task)));
}
