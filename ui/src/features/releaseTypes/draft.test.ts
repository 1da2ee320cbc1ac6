import { expect, test } from 'vitest';
import type { ReleaseType } from '../../api/types';
import { inputOf, workflowOf } from './draft';

const TYPE: ReleaseType = {
  id: 'rty_1',
  key: 'regulated',
  name: 'Regulated',
  description: '',
  kinds: ['project'],
  statuses: [
    { key: 'draft', name: 'Draft', category: 'draft' },
    { key: 'review', name: 'In review', category: 'active' },
    { key: 'live', name: 'Live', category: 'done' },
  ],
  transitions: [
    { from: 'draft', to: 'review' },
    { from: 'review', to: 'draft' },
    { from: 'review', to: 'live' },
  ],
  fields: [{ key: 'class', name: 'Class', type: 'choice', choices: ['a', 'b'], required: true }],
  archived_at: null,
  rev: 1,
};

test('what was not touched goes back as it came', () => {
  const { kinds, statuses, transitions, fields } = TYPE;
  expect(inputOf(workflowOf(TYPE))).toEqual({ kinds, statuses, transitions, fields });
});

test('a status under another key keeps its steps', () => {
  const workflow = workflowOf(TYPE);
  const statuses = workflow.statuses.map((one) => (one.key === 'review' ? { ...one, key: 'audit' } : one));
  expect(inputOf({ ...workflow, statuses }).transitions).toEqual([
    { from: 'draft', to: 'audit' },
    { from: 'audit', to: 'draft' },
    { from: 'audit', to: 'live' },
  ]);
});

test('a removed status takes the steps to it along', () => {
  const workflow = workflowOf(TYPE);
  const statuses = workflow.statuses.filter(({ key }) => key !== 'live');
  expect(inputOf({ ...workflow, statuses }).transitions).toEqual([
    { from: 'draft', to: 'review' },
    { from: 'review', to: 'draft' },
  ]);
});
