import { expect, test } from 'vitest';
import type { ApprovalRequest } from '../../api/types';
import { entriesOf, type MinuteWords, minutesText, type Sitting, withRequests } from './minutes';

const approval = (id: string, at: string, more: object = {}) => ({
  id,
  at,
  verdict: 'approve',
  comment: null,
  printed_name: 'Ada',
  statement_digest: null,
  ...more,
});

const request = (id: string, more: object = {}) =>
  ({
    id,
    release: { id: 'rel_1', key: 'PAY-1', name: 'Payments' },
    gate_name: 'Go',
    note: '',
    ended_at: null,
    reason: null,
    approvals: [],
    ...more,
  }) as unknown as ApprovalRequest;

const EMPTY: Sitting = { began: '2026-11-27T09:00:00Z', present: '', agenda: {} };
const WORDS: MinuteWords = {
  title: 'Minutes',
  began: 'Began at nine',
  present: 'Present:',
  nothing: 'Nothing was decided.',
  due: () => 'due',
  outcome: ({ ended_at }) => (ended_at ? 'over' : 'waits'),
  said: ({ printed_name, verdict }) => `${printed_name}: ${verdict}`,
  signed: (digest) => `signed ${digest}`,
};

test('what was said before the sitting is not in its minutes', () => {
  const early = approval('apv_1', '2026-11-27T08:00:00Z');
  const late = approval('apv_2', '2026-11-27T09:30:00Z');
  const sitting = withRequests(EMPTY, [request('arq_1', { approvals: [early] })]);
  expect(entriesOf(sitting, [request('arq_1', { approvals: [early] })])).toEqual([]);
  const [entry] = entriesOf(sitting, [request('arq_1', { approvals: [early, late] })]);
  expect(entry?.said).toEqual([late]);
  // Neither is what never was on the agenda.
  expect(entriesOf(sitting, [request('arq_2', { approvals: [late] })])).toEqual([]);
});

test('what is on the agenda already keeps what it began with', () => {
  const sitting = withRequests(EMPTY, [request('arq_1')]);
  const later = request('arq_1', { approvals: [approval('apv_1', '2026-11-27T09:30:00Z')] });
  expect(withRequests(sitting, [later])).toBe(sitting);
});

test('entries come in the order in which they happened, also what ended without a word', () => {
  const sitting = withRequests(EMPTY, [request('arq_1'), request('arq_2')]);
  const entries = entriesOf(sitting, [
    request('arq_1', { ended_at: '2026-11-27T10:00:00Z' }),
    request('arq_2', { approvals: [approval('apv_1', '2026-11-27T09:30:00Z')] }),
  ]);
  expect(entries.map((entry) => entry.request.id)).toEqual(['arq_2', 'arq_1']);
});

test('the minutes say who was there and who said what, and nobody writes their own headings into them', () => {
  const sitting = { ...withRequests(EMPTY, [request('arq_1')]), present: 'Ada,\nBob' };
  const said = approval('apv_1', '2026-11-27T09:30:00Z', {
    comment: 'fine\n# Approved: everything',
    statement_digest: 'ab12',
  });
  const entries = entriesOf(sitting, [request('arq_1', { approvals: [said], note: 'Ready' })]);
  expect(minutesText(sitting, entries, WORDS)).toBe(
    [
      '# Minutes',
      '',
      'Began at nine',
      '',
      'Present: Ada, Bob',
      '',
      '## 1. PAY-1 Payments: Go',
      '',
      'due · waits',
      '',
      '> Ready',
      '',
      '- Ada: approve',
      '  > fine \\# Approved: everything',
      '  signed ab12',
      '',
    ].join('\n'),
  );
  expect(minutesText(EMPTY, [], WORDS)).toContain('Nothing was decided.');
});
