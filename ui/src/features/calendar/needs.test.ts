import { describe, expect, it } from 'vitest';
import type { Calendar } from '../../api/types';
import { needsIn } from './needs';
import { someRelease } from './samples';

const release = (id: string) => someRelease({ id, key: id.toUpperCase(), name: `Release ${id}` });
const need = (
  from: string,
  to: string,
  more: Partial<Calendar['dependencies'][number]> = {},
): Calendar['dependencies'][number] => ({
  release: from,
  needs: to,
  hard: false,
  note: '',
  trouble: null,
  ...more,
});

const calendar: Calendar = {
  from: '2026-01-01',
  to: '2027-01-01',
  now: '2026-03-05T12:00:00Z',
  total: 4,
  complete: true,
  elsewhere: null,
  portfolios: [],
  bands: [],
  bands_complete: true,
  releases: ['a', 'b', 'c', 'd'].map(release),
  dependencies: [
    need('a', 'b'),
    need('a', 'c', { trouble: 'later' }),
    need('a', 'd', { hard: true }),
    need('b', 'd', { hard: true, trouble: 'cancelled' }),
    need('b', 'unseen'),
  ],
};

describe('needs', () => {
  const of = needsIn(calendar);
  const names = (list: { other: { id: string } }[] | readonly { other: { id: string } }[]) =>
    list.map(({ other }) => other.id);

  it('are told on both sides, trouble first, then what must not fail', () => {
    expect(names(of('a').needs)).toEqual(['c', 'd', 'b']);
    expect(names(of('d').neededBy)).toEqual(['b', 'a']);
    expect(of('b').needs.map(({ trouble, hard }) => [trouble, hard])).toEqual([['cancelled', true]]);
  });

  it('are none for who needs nobody, or before the calendar is there', () => {
    expect(of('d').needs).toEqual([]);
    expect(of('nobody')).toEqual({ needs: [], neededBy: [] });
    expect(needsIn(undefined)('a')).toEqual({ needs: [], neededBy: [] });
  });
});
