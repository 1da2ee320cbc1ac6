import { describe, expect, it } from 'vitest';
import { dayOf } from '../../../timeline/core/days';
import { type Edge, type Part, stepped } from '../../../timeline/core/edit';
import { someRelease } from '../samples';
import { moveOf, subjectsOf, type Wish, wishOf, wishOfEdit } from './wish';

const phase = { id: 'pha_1', name: 'Build', start: '2026-01-12', end: '2026-02-13' };
const gate = {
  id: 'mil_1',
  kind: 'gate',
  name: 'Freeze',
  start: null,
  date: '2026-02-13',
  at: '2026-02-14T00:00:00Z',
  zone: 'UTC',
  state: 'pending',
} as const;
const release = someRelease({ phases: [phase], milestones: [gate] });

const part = (kind: Part['kind'], id: string, start: number, end: number): Part => ({
  kind,
  id,
  name: '',
  release: release.id,
  row: id,
  span: { start, end },
});
const whole = part('release', release.id, dayOf(2026, 1, 12), dayOf(2026, 4, 2));

function asked(of: Part, edge: Edge, steps: number, from = release) {
  const wish = wishOfEdit(from, stepped({ part: of, edge }, steps));
  const { subject, start, end } = (wish && moveOf(wish)) ?? {};
  return { subject, start, end };
}

describe('a drag asks', () => {
  it('for both ends of a whole alike, so that the server counts its working days', () => {
    // The last day is a Wednesday; two weeks are fourteen days for both.
    expect(asked(whole, 'whole', 10)).toEqual({ subject: undefined, start: '2026-01-26', end: '2026-04-15' });
    // Three working days over a weekend are five days, wherever that puts the last one.
    expect(asked(whole, 'whole', 5 + 3)).toMatchObject({ start: '2026-01-22', end: '2026-04-11' });
  });

  it('for the end that was held, and no other', () => {
    expect(asked(whole, 'end', 1)).toEqual({ subject: undefined, start: undefined, end: '2026-04-02' });
    expect(asked(whole, 'start', -1)).toEqual({ subject: undefined, start: '2026-01-09', end: undefined });
  });

  it('for a phase and a gate by their ids', () => {
    const build = part('phase', 'pha_1', dayOf(2026, 1, 12), dayOf(2026, 2, 14));
    expect(asked(build, 'end', 1)).toMatchObject({ subject: 'pha_1', end: '2026-02-16' });
    const freeze = part('marker', 'mil_1', dayOf(2026, 2, 13), dayOf(2026, 2, 14));
    expect(asked(freeze, 'whole', -1)).toEqual({ subject: 'mil_1', start: undefined, end: '2026-02-12' });
  });

  it('for the only day a release has', () => {
    const open = someRelease({ end: null });
    expect(asked(whole, 'whole', 5, open)).toMatchObject({ start: '2026-01-19', end: undefined });
    const late = someRelease({ start: null, end: '2026-04-01' });
    const target = part('release', late.id, dayOf(2026, 4, 1), dayOf(2026, 4, 2));
    expect(asked(target, 'whole', 1, late)).toMatchObject({ start: undefined, end: '2026-04-02' });
  });
});

describe('typed days', () => {
  const subject = subjectsOf(release)[0];
  const typed = (changes: Partial<Wish>) => {
    const wish = subject && wishOf(release, subject);
    return wish && moveOf({ ...wish, ...changes });
  };

  it('ask for nothing while they are the same, or no days', () => {
    expect(typed({})).toBe(null);
    expect(typed({ start: '2026-02-31' })).toBe(null);
    expect(typed({ isWhole: false, end: '' })).toBe(null);
  });

  it('ask with what was chosen about others', () => {
    const member = { id: 'rel_2', key: 'WEB', name: 'Web' };
    expect(
      typed({
        start: '2026-01-19',
        along: 'none',
        dependants: 'keep',
        each: [{ release: member, choice: 'follow' }],
      }),
    ).toEqual({
      start: '2026-01-19',
      end: '2026-04-08',
      along: 'none',
      unit: 'working_days',
      dependants: 'keep',
      members: { default: 'ask', each: { rel_2: 'follow' } },
    });
  });

  it('name what can be moved, gates by their days', () => {
    expect(subjectsOf(release).map(({ id }) => id)).toEqual([release.id, 'pha_1', 'mil_1']);
  });
});
