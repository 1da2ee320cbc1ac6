import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { type Filters, keys } from './keys';
import { type List, pagesOf } from './lists';
import { confirmWithPasskey } from './passkeys';
import { confirmSession } from './session';
import type {
  ApprovalRequest,
  ApprovalRuleChange,
  CriterionChange,
  NewApproval,
  NewApprovalRequest,
  NewApprovalRule,
  NewCriterion,
  NewEvidence,
  NewPolicyWaiver,
  NewStatement,
  NewWaiver,
  Session,
  Statement,
  Waiver,
} from './types';

interface Known {
  id: string;
  rev: number;
}

/** What a change at a gate makes out of date. */
export const GATE_CHANGES = [
  keys.all('releases'),
  keys.all('inbox'),
  // Not the statements that are being signed.
  keys.lists('approval-requests'),
  keys.all('calendar'),
];

/** A gate with everything that holds it. The release by its id, so that the live stream finds it. */
export const gateQuery = (release: string, gate: string) =>
  queryOptions({
    queryKey: keys.part('releases', release, 'gates', gate),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/releases/{release}/gates/{gate}', { params: { path: { release, gate } }, signal })),
  });

/** How a release stands to its gates, and then each member of a train. */
export const complianceQuery = (release: string, isTrain: boolean) =>
  queryOptions({
    queryKey: keys.part('releases', release, ...(isTrain ? ['members', 'compliance'] : ['compliance'])),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/releases/{release}/compliance', { params: { path: { release } }, signal })))
        .items,
  });

export function addCriterion(release: string, gate: string, body: NewCriterion, key: string) {
  return answerOf(
    api.POST('/releases/{release}/gates/{gate}/criteria', {
      params: { path: { release, gate } },
      body,
      ...idempotent(key),
    }),
  );
}

const criterionAt = ({ id, rev }: Known) => ({ path: { criterion: id }, header: matching(rev) });

export function changeCriterion(criterion: Known, body: CriterionChange) {
  return answerOf(api.PATCH('/criteria/{criterion}', { params: criterionAt(criterion), body }));
}

export function removeCriterion(criterion: Known) {
  return answerOf(api.DELETE('/criteria/{criterion}', { params: criterionAt(criterion) }));
}

export function meetCriterion(criterion: Known, evidence: NewEvidence[], key: string) {
  return answerOf(
    api.POST('/criteria/{criterion}/meet', {
      params: criterionAt(criterion),
      body: { evidence },
      ...idempotent(key),
    }),
  );
}

export function missCriterion(criterion: Known, reason: string, key: string) {
  return answerOf(
    api.POST('/criteria/{criterion}/miss', {
      params: criterionAt(criterion),
      body: { reason },
      ...idempotent(key),
    }),
  );
}

export function reopenCriterion(criterion: Known, key: string) {
  return answerOf(
    api.POST('/criteria/{criterion}/reopen', { params: criterionAt(criterion), ...idempotent(key) }),
  );
}

export function addRule(release: string, gate: string, body: NewApprovalRule, key: string) {
  return answerOf(
    api.POST('/releases/{release}/gates/{gate}/approval-rules', {
      params: { path: { release, gate } },
      body,
      ...idempotent(key),
    }),
  );
}

const ruleAt = ({ id, rev }: Known) => ({ path: { rule: id }, header: matching(rev) });

export function changeRule(rule: Known, body: ApprovalRuleChange) {
  return answerOf(api.PATCH('/approval-rules/{rule}', { params: ruleAt(rule), body }));
}

export function removeRule(rule: Known) {
  return answerOf(api.DELETE('/approval-rules/{rule}', { params: ruleAt(rule) }));
}

const REQUESTS: List<ApprovalRequest> = {
  noun: 'approval-requests',
  read: (query, signal) => api.GET('/approval-requests', { params: { query }, signal }),
};

/** Requests for approval, by when their gates are due. */
export const approvalRequestPages = (filters: Filters) => pagesOf(REQUESTS, filters);

export const approvalRequestQuery = (request: string) =>
  queryOptions({
    queryKey: keys.one('approval-requests', request),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/approval-requests/{request}', { params: { path: { request } }, signal })),
  });

export function requestApproval(release: string, gate: string, body: NewApprovalRequest, key: string) {
  return answerOf(
    api.POST('/releases/{release}/gates/{gate}/approval-requests', {
      params: { path: { release, gate } },
      body,
      ...idempotent(key),
    }),
  );
}

export function withdrawRequest({ id, rev }: Known, reason: string, key: string) {
  return answerOf(
    api.POST('/approval-requests/{request}/withdraw', {
      params: { path: { request: id }, header: matching(rev) },
      body: { reason },
      ...idempotent(key),
    }),
  );
}

/** A statement can be signed for five minutes: it is drawn up anew before that. */
const DRAWN_UP_ANEW_MS = 240_000;

/** What the reader would sign, as it stands now. Nothing is saved by drawing it up. */
export const statementQuery = (request: string, body: NewStatement) =>
  queryOptions({
    queryKey: keys.part('approval-requests', request, 'statement', JSON.stringify(body)),
    queryFn: ({ signal }): Promise<Statement> =>
      answerOf(
        api.POST('/approval-requests/{request}/statement', { params: { path: { request } }, body, signal }),
      ),
    staleTime: 0,
    gcTime: 0,
    refetchInterval: DRAWN_UP_ANEW_MS,
    retry: false,
  });

/** How whoever signs shows that it is them. */
export type Proof = { by: 'passkey' } | { by: 'password'; password: string; code?: string };

/** Shows that it is oneself, for this statement and nothing else. The session goes on under another name. */
export function proveFor(statement: Statement, proof: Proof): Promise<Session> {
  if (proof.by === 'passkey') return confirmWithPasskey(statement.digest);
  const { password, code } = proof;
  return confirmSession({ password, ...(code ? { code } : {}), statement: statement.digest });
}

export function answerRequest(request: string, body: NewApproval, key: string): Promise<ApprovalRequest> {
  return answerOf(
    api.POST('/approval-requests/{request}/approvals', {
      params: { path: { request } },
      body,
      ...idempotent(key),
    }),
  );
}

export function requestWaiver(release: string, gate: string, body: NewWaiver, key: string) {
  return answerOf(
    api.POST('/releases/{release}/gates/{gate}/waivers', {
      params: { path: { release, gate } },
      body,
      ...idempotent(key),
    }),
  );
}

/** Asks that decisions about a release need not meet a policy. */
export function requestPolicyWaiver(release: string, body: NewPolicyWaiver, key: string) {
  return answerOf(
    api.POST('/releases/{release}/waivers', {
      params: { path: { release } },
      body,
      ...idempotent(key),
    }),
  );
}

/** The policies that were waived for a release, or are asked to be, the newest first: the last 200. */
export const policyWaiversQuery = (release: string) =>
  queryOptions({
    queryKey: keys.part('releases', release, 'waivers'),
    queryFn: async ({ signal }): Promise<Waiver[]> => {
      const query = { release, of_policies: true, limit: 200 };
      return (await answerOf(api.GET('/waivers', { params: { query }, signal }))).items;
    },
  });

export type WaiverStep = 'approve' | 'reject' | 'revoke';

export function decideWaiver({ id, rev }: Known, step: WaiverStep, reason: string | undefined, key: string) {
  const request = {
    params: { path: { waiver: id }, header: matching(rev) },
    body: { reason },
    ...idempotent(key),
  };
  if (step === 'approve') return answerOf(api.POST('/waivers/{waiver}/approve', request));
  if (step === 'reject') return answerOf(api.POST('/waivers/{waiver}/reject', request));
  return answerOf(api.POST('/waivers/{waiver}/revoke', request));
}
