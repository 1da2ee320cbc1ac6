/** What the general rule would make odd sentences of. */
const SAID: Record<string, string> = {
  'approval.denied': 'rejected the gate',
  'approval.given': 'approved the gate',
  'approval.refused': 'was not let decide about the gate',
  'approval.returned': 'returned the request for the gate',
  'approval_request.approved': 'ended as approved the request for the gate',
  'approval_request.created': 'asked for the approval of the gate',
  'approval_request.expired': 'ended as expired the request for the gate',
  'approval_request.rejected': 'ended as rejected the request for the gate',
  'approval_request.reminded': 'reminded those who have to approve the gate',
  'approval_request.returned': 'ended as returned the request for the gate',
  'approval_request.voided': 'ended as void, because something changed, the request for the gate',
  'approval_request.withdrawn': 'took back the request for the gate',
  'criterion.unmet': 'found not met the criterion',
  'evidence.taken': 'took along the evidence of the release',
  'gatekeeper.answered': 'was answered by the gatekeeper',
  'gatekeeper.asked': 'asked by the gatekeeper',
  'gatekeeper.heard': 'asked nothing of the gatekeeper',
  'gatekeeper.refused': 'could not prove what was sent to the gatekeeper',
  'gatekeeper.secret_changed': 'replaced a secret of the gatekeeper',
  'journal.contradicted': 'saw a contradiction in the journal of',
  'journal.erased': 'erased what events say in the',
  'journal.key_rotated': 'replaced the signing key of the',
  'deployment_plan.endorsed': 'approved, beside others who have to, the deployment plan',
  'deployment_plan.secret_changed': 'replaced a secret of the deployment plan',
  'deployment_plan.tasks_changed': 'changed tasks of the deployment plan',
  'environment.drifted': 'changed, without announcing it, the environment',
  'environment.profile_changed': 'changed the profile of the environment',
  'run.rolling_back': 'decided to roll back the run',
  'run_issue.decided': 'decided the issue',
  'run_issue.raised': 'raised the issue',
  'run_task.accepted': 'heard that a machine took on',
  'run_task.called': 'told a machine to do',
  'run_task.commented': 'commented on',
  'run_task.completed': 'was done with',
  'run_task.failed': 'said that this did not work:',
  'run_task.handed_over': 'handed over',
  'run_task.in_doubt': 'does not know whether a machine did this:',
  'run_task.reopened': 'opened again',
  'run_task.skipped': 'skipped',
  'run_task.started': 'began',
  'run_task.tried': 'tells a machine once more to do',
  'run_task.voted': 'voted at',
  'tests.reported': 'reported the tests of',
  'waiver.approved': 'allowed the waiver',
  'waiver.refused': 'was not let decide about the waiver',
  'waiver.requested': 'asked for the waiver',
};

const PREPOSITION: Record<string, string> = { added: 'to', removed: 'from', set: 'of' };

/**
 * `release.moved` reads "moved the release", `dependency.removed` "removed the dependency". The vocabulary of the
 * journal is made to be read, so a kind this program never heard of reads as well as the others.
 * `release.system_added` reads "added a system to the release".
 */
export function eventWords(kind: string): string {
  const said = SAID[kind];
  if (said) return said;
  const [noun = kind, verb = ''] = kind.split('.');
  const words = (part: string) => part.replaceAll(/[_-]/g, ' ');
  const [, what, done = ''] = /^(.+)_([a-z]+)$/.exec(verb) ?? [];
  const preposition = PREPOSITION[done];
  if (what && preposition) return `${done} a ${words(what)} ${preposition} the ${words(noun)}`;
  return verb === '' ? words(noun) : `${words(verb)} the ${words(noun)}`;
}
