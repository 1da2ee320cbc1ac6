import type { MarkerState } from '../../timeline/core/model';

export const MARKER_WORD = {
  pending: 'gate.pending',
  passed: 'gate.passed',
  failed: 'gate.failed',
  overdue: 'calendar.gate.overdue',
} as const satisfies Record<MarkerState, string>;
