import { describe, expect, it } from 'vitest';
import type { CalendarBaseline } from '../../api/types';
import { type Day, parseDay } from '../../timeline/core/days';
import type { TimelineItem } from '../../timeline/core/model';
import { ghostOf } from './baselines';

const day = (text: string) => parseDay(text) as Day;

const item: TimelineItem = {
  id: 'rel_1',
  key: 'PAY-2026.4',
  name: 'Payments April',
  kind: 'project',
  parent: null,
  span: { start: day('2026-01-12'), end: day('2026-04-02') },
  phases: [{ id: 'pha_1', name: 'Build', start: day('2026-01-12'), end: day('2026-03-01') }],
  markers: [
    { id: 'mil_1', kind: 'gate', name: 'Freeze', start: null, day: day('2026-02-28'), state: 'pending' },
  ],
  facets: {},
};

const former = (changes: Partial<CalendarBaseline> = {}): CalendarBaseline => ({
  release: 'rel_1',
  number: 1,
  at: '2026-01-01T00:00:00Z',
  by: null,
  reason: null,
  start: '2026-01-12',
  end: '2026-04-01',
  phases: [{ id: 'pha_1', name: 'Build', start: '2026-01-12', end: '2026-02-28' }],
  milestones: [{ id: 'mil_1', name: 'Freeze', date: '2026-02-28' }],
  ...changes,
});

describe('a former plan', () => {
  it('leaves no ghost where everything still is', () => {
    expect(ghostOf(item, former())).toBeNull();
  });

  it('shows the bar where it was, its last day included', () => {
    const ghost = ghostOf(item, former({ end: '2026-03-15' }));
    expect(ghost?.span).toEqual({ start: day('2026-01-12'), end: day('2026-03-16') });
    expect([ghost?.phases.size, ghost?.markers.size]).toEqual([0, 0]);
  });

  it('shows phases and gates that moved, and none that are gone or new', () => {
    const ghost = ghostOf(
      item,
      former({
        phases: [
          { id: 'pha_1', name: 'Build', start: '2026-01-05', end: '2026-02-28' },
          { id: 'pha_gone', name: 'Gone', start: '2026-01-05', end: '2026-02-28' },
        ],
        milestones: [{ id: 'mil_1', name: 'Freeze', date: '2026-02-20' }],
      }),
    );
    expect(ghost?.span).toBeNull();
    expect([...(ghost?.phases ?? [])]).toEqual([
      ['pha_1', { start: day('2026-01-05'), end: day('2026-03-01') }],
    ]);
    expect([...(ghost?.markers ?? [])]).toEqual([['mil_1', day('2026-02-20')]]);
    expect(ghostOf(item, former({ phases: [], milestones: [] }))).toBeNull();
  });

  it('with one date was a day, and without any was nowhere', () => {
    expect(ghostOf(item, former({ start: null }))?.span).toEqual({
      start: day('2026-04-01'),
      end: day('2026-04-02'),
    });
    expect(ghostOf(item, former({ start: null, end: null }))).toBeNull();
  });
});
