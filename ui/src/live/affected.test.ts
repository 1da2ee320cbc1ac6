import { expect, test } from 'vitest';
import { keys } from '../api/keys';
import type { LiveEvent } from '../api/types';
import { affectedBy, touches } from './affected';

const gatePassed: LiveEvent = {
  position: 7,
  kind: 'milestone.passed',
  subject: 'mil_1',
  about: 'rel_1',
};

function isTouched(event: LiveEvent, queryKey: readonly unknown[], data?: unknown): boolean {
  const affected = affectedBy(event);
  return affected !== null && touches(affected, { queryKey, state: { data } } as never);
}

test('a passed gate refreshes its release, opened by id or by key', () => {
  expect(isTouched(gatePassed, keys.one('releases', 'rel_1'))).toBe(true);
  expect(isTouched(gatePassed, keys.one('releases', 'PAY-1'), { id: 'rel_1', rollup: null })).toBe(true);
  expect(isTouched(gatePassed, keys.part('releases', 'rel_1', 'milestones'))).toBe(true);
  expect(isTouched(gatePassed, keys.part('releases', 'rel_1', 'events'))).toBe(true);
});

test('another release stays as it is', () => {
  expect(isTouched(gatePassed, keys.one('releases', 'PAY-2'), { id: 'rel_2', rollup: null })).toBe(false);
  expect(isTouched(gatePassed, keys.part('releases', 'rel_2', 'milestones'))).toBe(false);
});

test('a booking is read again when another changes, which may stand against it', () => {
  const approved: LiveEvent = { position: 8, kind: 'booking.approved', subject: 'bok_1', about: 'bok_1' };
  expect(isTouched(approved, keys.one('bookings', 'bok_2'), { id: 'bok_2' })).toBe(true);
  expect(isTouched(approved, keys.part('bookings', 'plan', '{}'))).toBe(false);
});

test('a train is read again, because its roll-up counts its members', () => {
  expect(isTouched(gatePassed, keys.one('releases', 'TRAIN'), { id: 'rel_9', rollup: { systems: 3 } })).toBe(
    true,
  );
  expect(isTouched(gatePassed, keys.part('releases', 'rel_9', 'members'))).toBe(true);
  expect(isTouched(gatePassed, keys.part('releases', 'rel_9', 'matrix'))).toBe(true);
});

test('a release is read again when one changes that it cannot do without', () => {
  const needing = (needs: string[]) => ({ id: 'rel_9', rollup: null, answers: { needs } });
  expect(isTouched(gatePassed, keys.one('releases', 'PAY-9'), needing(['rel_2', 'rel_1']))).toBe(true);
  expect(isTouched(gatePassed, keys.one('releases', 'PAY-9'), needing(['rel_2']))).toBe(false);
});

test('lists and the calendar show releases, the list of people does not', () => {
  expect(isTouched(gatePassed, keys.list('releases', { kind: 'train' }))).toBe(true);
  expect(isTouched(gatePassed, keys.list('calendar', { from: '2026-01-01' }))).toBe(true);
  expect(isTouched(gatePassed, keys.list('journal'))).toBe(true);
  expect(isTouched(gatePassed, keys.list('people'))).toBe(false);
});

test('a renamed portfolio refreshes the lists that name it, not every single release', () => {
  const renamed: LiveEvent = { position: 8, kind: 'portfolio.changed', subject: 'prt_1', about: 'prt_1' };
  expect(isTouched(renamed, keys.list('portfolios'))).toBe(true);
  expect(isTouched(renamed, keys.list('systems'))).toBe(true);
  expect(isTouched(renamed, keys.part('releases', 'rel_1', 'phases'))).toBe(false);
});

test('what waits for somebody is read again when it may be more or less, not when a release is renamed', () => {
  const met: LiveEvent = { position: 8, kind: 'criterion.met', subject: 'crt_1', about: 'rel_1' };
  const renamed: LiveEvent = { position: 9, kind: 'release.changed', subject: 'rel_1', about: 'rel_1' };
  for (const key of [keys.lists('inbox'), keys.list('approval-requests', { open: 'true' })]) {
    expect(isTouched(met, key)).toBe(true);
    expect(isTouched(renamed, key)).toBe(false);
  }
  expect(isTouched(met, keys.part('releases', 'rel_1', 'gates', 'go'))).toBe(true);
  expect(isTouched(met, keys.part('releases', 'rel_2', 'gates', 'go'))).toBe(false);
  // What is being signed stays as it was read.
  expect(isTouched(met, keys.part('approval-requests', 'arq_1', 'statement', '{}'))).toBe(false);
});

test('a gate is read again when a version, its tests or an environment may have changed what is found out', () => {
  const told: LiveEvent = { position: 8, kind: 'tests.reported', subject: 'tst_1', about: 'sys_1' };
  const deployed: LiveEvent = { position: 9, kind: 'deployment.reported', subject: 'dep_1', about: 'env_1' };
  const renamed: LiveEvent = { position: 10, kind: 'team.changed', subject: 'tea_1', about: 'tea_1' };
  const gate = keys.part('releases', 'rel_1', 'gates', 'go');
  expect([told, deployed, renamed].map((event) => isTouched(event, gate))).toEqual([true, true, false]);
  expect(isTouched(told, keys.part('releases', 'rel_1', 'phases'))).toBe(false);
});

test('an event about something this version does not know touches nothing', () => {
  expect(affectedBy({ position: 9, kind: 'thing.made', subject: 'xyz_1', about: 'xyz_1' })).toBeNull();
});

test('what happens to a run is about what it carries out, and makes the run out of date', () => {
  const paused: LiveEvent = { position: 8, kind: 'run.paused', subject: 'run_1', about: 'dpl_1' };
  expect(isTouched(paused, keys.one('runs', 'run_1'))).toBe(true);
  expect(isTouched(paused, keys.part('runs', 'run_1', 'events'))).toBe(true);
  expect(isTouched(paused, keys.list('runs'))).toBe(true);
  expect(isTouched(paused, keys.one('runs', 'run_2'))).toBe(false);
  const raised: LiveEvent = { position: 9, kind: 'run_issue.raised', subject: 'ris_1', about: 'run_1' };
  expect(isTouched(raised, keys.one('runs', 'run_1'))).toBe(true);
  const written: LiveEvent = {
    position: 10,
    kind: 'deployment_plan.tasks_changed',
    subject: 'dpl_1',
    about: 'dpl_1',
  };
  expect(isTouched(written, keys.one('deployment-plans', 'NIGHT'), { id: 'dpl_1' })).toBe(true);
});
