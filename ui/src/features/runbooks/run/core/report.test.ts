import { expect, test } from 'vitest';
import type { RunReport, TaskReport } from '../../../../api/types';
import { reportLines, totalsOf } from './report';

const told = (number: number, took: number | null): TaskReport => ({
  number,
  planned: 600,
  took,
  longer_by: took === null ? null : took - 600,
  late_by: null,
  before: [],
});
const task = (number: number, more: object = {}) => ({
  number,
  has_steps: false,
  standing: 'completed',
  ...more,
});

const REPORT = {
  run: {
    tasks: [task(1), task(2, { standing: 'running' }), task(3), task(4, { has_steps: true }), task(5)],
  },
  tasks: [told(1, 660), told(2, null), told(3, 300), told(4, 9_000), told(5, 600)],
} as unknown as RunReport;

test('what differed most comes first, and what is not over last', () => {
  expect(reportLines(REPORT).map(({ number }) => number)).toEqual([3, 1, 5, 2]);
});

test('totals are of what is over', () => {
  expect(totalsOf(reportLines(REPORT))).toEqual({ count: 3, planned: 1_800, took: 1_560, longerBy: -240 });
});
