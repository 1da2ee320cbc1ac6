/** A release as the API's calendar gives it, for the tests beside this file. */
import type { CalendarRelease } from '../../api/types';

export function someRelease(changes: Partial<CalendarRelease> = {}): CalendarRelease {
  return {
    id: 'rel_1',
    key: 'PAY-2026.4',
    name: 'Payments April',
    kind: 'project',
    status: 'planned',
    category: 'planned',
    health: 'on_track',
    risk: null,
    type: 'rty_1',
    portfolio: 'prt_1',
    parent: null,
    accountable: null,
    start: '2026-01-12',
    end: '2026-04-01',
    rev: 1,
    phases: [],
    milestones: [],
    ...changes,
  };
}
