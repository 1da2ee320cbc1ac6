import { describe, expect, it } from 'vitest';
import type { Calendar, MovedItem, PlanAnswer, PlanMoved } from '../../../api/types';
import { dayOf } from '../../../timeline/core/days';
import { someRelease } from '../samples';
import { againstOf, ghostsOf, isPlain, membersOf, sumOf } from './answer';

const item = (kind: MovedItem['kind'], id: string): MovedItem => ({
  kind,
  id,
  name: id,
  before: { start: '2026-03-02', end: '2026-03-13' },
  after: { start: '2026-03-09', end: '2026-03-20' },
  days: 7,
});
const ref = (id: string) => ({ id, key: id.toUpperCase(), name: id });
const moved = (id: string, because: PlanMoved['because'], items: MovedItem[]): PlanMoved => ({
  release: ref(id),
  rev: 1,
  because,
  items,
});
const answer = (changes: Partial<PlanAnswer>): PlanAnswer => ({
  rev: 1,
  change: null,
  changes: [moved('rel_1', 'moved', [item('release', 'rel_1')])],
  asks: [],
  bookings: [],
  conflicts: [],
  ...changes,
});
const calendar = { releases: [someRelease()] } as Calendar;

describe('what a move does', () => {
  it('is drawn in the rows of what moves, but for activities, which have none', () => {
    const changes = [
      moved('rel_1', 'moved', [item('release', 'rel_1'), item('phase', 'pha_1'), item('activity', 'act_1')]),
    ];
    const span = { start: dayOf(2026, 3, 9), end: dayOf(2026, 3, 21) };
    expect(ghostsOf(answer({ changes }), calendar, { id: 'pha_1' })).toEqual([
      { id: 'rel_1', row: 'rel_1', orRow: null, marker: null, span, trouble: null },
      { id: 'pha_1', row: 'pha_1', orRow: 'rel_1', marker: null, span, trouble: null },
    ]);
  });

  it('shows where something stands against it', () => {
    const conflict = {
      severity: 'warns',
      code: 'freeze',
      detail: '',
      release: ref('rel_1'),
      item: null,
      rule: null,
      who: null,
      until: null,
    } as const;
    const [ghost] = ghostsOf(answer({ conflicts: [conflict] }), calendar, { id: 'rel_1' });
    expect(ghost?.trouble).toBe('warns');
    const blocked = answer({ conflicts: [{ ...conflict, severity: 'blocks' }, conflict] });
    expect(ghostsOf(blocked, calendar, { id: 'rel_1' })[0]?.trouble).toBe('blocks');
    expect(sumOf(blocked)).toEqual({ items: 1, releases: 1, blocks: 1, warns: 1, asks: 0 });
  });

  it('is told once where the same stands against several', () => {
    const conflict = (id: string, detail: string) =>
      ({
        severity: 'warns',
        code: 'freeze',
        detail,
        release: ref(id),
        item: null,
        rule: { kind: 'freeze', id: 'win_1', name: 'Year end' },
        who: null,
        until: null,
      }) as const;
    const conflicts = [conflict('rel_1', 'one'), conflict('rel_2', 'one'), conflict('rel_2', 'other')];
    const told = againstOf(answer({ conflicts }));
    expect(told.map((one) => [one.conflict.detail, one.releases.map(({ id }) => id)])).toEqual([
      ['one', ['rel_1', 'rel_2']],
      ['other', ['rel_2']],
    ]);
  });

  it('is plain only when nothing else moves, is asked or stands against it', () => {
    expect(isPlain(answer({}), { id: 'rel_1' })).toBe(true);
    const member = moved('rel_2', 'member', [item('release', 'rel_2')]);
    expect(isPlain(answer({ asks: [member] }), { id: 'rel_1' })).toBe(false);
    expect(isPlain(answer({ changes: [...answer({}).changes, member] }), { id: 'rel_1' })).toBe(false);
    expect(isPlain(answer({}), { id: 'pha_1' })).toBe(false);
  });

  it('keeps the members one decided about beside those that are asked', () => {
    const asks = [moved('rel_3', 'member', [item('release', 'rel_3')])];
    const changes = [...answer({}).changes, moved('rel_2', 'member', [item('release', 'rel_2')])];
    const members = membersOf(answer({ asks, changes }), [{ release: ref('rel_2'), choice: 'follow' }]);
    expect(members.map(({ release, choice, moved: what }) => [release.id, choice, what?.because])).toEqual([
      ['rel_2', 'follow', 'member'],
      ['rel_3', null, 'member'],
    ]);
  });
});
