import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, matching } from './client';
import { keys } from './keys';
import type {
  Activity,
  ActivityStatus,
  Baseline,
  BaselineItem,
  DeadlineInput,
  Milestone,
  MilestoneKind,
  Page,
  Phase,
} from './types';

type Part = 'phases' | 'milestones' | 'activities';

/** A plan is short; the server gives all of it in one page of the largest size. */
const LIMIT = 200;

function planPart<Item>(id: string, part: Part | 'baselines') {
  return queryOptions({
    queryKey: keys.part('releases', id, part),
    queryFn: async ({ signal }) => {
      const page = await answerOf<Page<Item>>(
        api.GET(`/releases/{id}/${part}`, { params: { path: { id }, query: { limit: LIMIT } }, signal }),
      );
      return page.items;
    },
  });
}

export const phasesQuery = (id: string) => planPart<Phase>(id, 'phases');
export const milestonesQuery = (id: string) => planPart<Milestone>(id, 'milestones');
export const activitiesQuery = (id: string) => planPart<Activity>(id, 'activities');
export const baselinesQuery = (id: string) => planPart<BaselineItem>(id, 'baselines');

export const baselineQuery = (id: string, number: string) =>
  queryOptions({
    queryKey: keys.part('releases', id, 'baselines', number),
    queryFn: ({ signal }) =>
      answerOf<Baseline>(
        api.GET('/releases/{id}/baselines/{number}', { params: { path: { id, number } }, signal }),
      ),
  });

export interface PhaseInput {
  name?: string;
  start?: string;
  end?: string;
}

export interface MilestoneInput {
  kind?: MilestoneKind;
  name?: string;
  phase?: string | null;
  start?: string | null;
  due?: DeadlineInput;
  responsible?: string | null;
  scope?: string;
  description?: string;
}

export interface ActivityInput {
  name?: string;
  phase?: string | null;
  assignee?: string | null;
  start?: string | null;
  due?: string | null;
  status?: ActivityStatus;
  description?: string;
}

interface PartOf {
  phases: { item: Phase; input: PhaseInput };
  milestones: { item: Milestone; input: MilestoneInput };
  activities: { item: Activity; input: ActivityInput };
}

/** Only phases take a reason in the address; a blank one is no reason. */
const reasonQuery = (reason?: string) => (reason?.trim() ? { reason: reason.trim() } : undefined);

export function addToPlan<Kind extends Part>(
  part: Kind,
  id: string,
  body: PartOf[Kind]['input'],
  key: string,
  reason?: string,
): Promise<PartOf[Kind]['item']> {
  return answerOf<PartOf[Kind]['item']>(
    api.POST(`/releases/{id}/${part}`, {
      params: { path: { id }, query: reasonQuery(reason), header: { 'Idempotency-Key': key } },
      body,
    }),
  );
}

export function changeInPlan<Kind extends Part>(
  part: Kind,
  id: string,
  item: { id: string; rev: number },
  body: PartOf[Kind]['input'],
  reason?: string,
): Promise<PartOf[Kind]['item']> {
  return answerOf<PartOf[Kind]['item']>(
    api.PATCH(`/releases/{id}/${part}/{item}`, {
      params: { path: { id, item: item.id }, query: reasonQuery(reason), header: matching(item.rev) },
      body,
    }),
  );
}

export async function removeFromPlan(
  part: Part,
  id: string,
  item: { id: string; rev: number },
  reason?: string,
): Promise<void> {
  await answerOf(
    api.DELETE(`/releases/{id}/${part}/{item}`, {
      params: { path: { id, item: item.id }, query: reasonQuery(reason), header: matching(item.rev) },
    }),
  );
}

export type Decision = 'pass' | 'fail' | 'reopen';

export function decideMilestone(
  id: string,
  milestone: { id: string; rev: number },
  decision: Decision,
  reason: string,
  key: string,
): Promise<Milestone> {
  return answerOf<Milestone>(
    api.POST(`/releases/{id}/milestones/{milestone}/${decision}`, {
      params: {
        path: { id, milestone: milestone.id },
        header: { ...matching(milestone.rev), 'Idempotency-Key': key },
      },
      body: reason.trim() === '' ? {} : { reason: reason.trim() },
    }),
  );
}
