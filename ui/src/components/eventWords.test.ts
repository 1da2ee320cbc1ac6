import { expect, test } from 'vitest';
import { eventWords } from './eventWords';

test.each([
  ['release.moved', 'moved the release'],
  ['release_type.changed', 'changed the release type'],
  ['release.system_added', 'added a system to the release'],
  ['person.password_set', 'set a password of the person'],
  ['person.signed_in', 'signed in the person'],
  ['criterion.met', 'met the criterion'],
  ['approval_rule.changed', 'changed the approval rule'],
  ['approval.given', 'approved the gate'],
  ['deployment_plan.approved', 'approved the deployment plan'],
  ['run.paused', 'paused the run'],
  ['run_task.started', 'began'],
  ['run_task.called', 'told a machine to do'],
  ['deployment_plan.secret_changed', 'replaced a secret of the deployment plan'],
  ['waiver.revoked', 'revoked the waiver'],
  ['rehearsal', 'rehearsal'],
])('%s reads %s', (kind, words) => expect(eventWords(kind)).toBe(words));
