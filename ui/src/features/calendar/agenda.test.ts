import { describe, expect, it } from 'vitest';
import { type Day, parseDay } from '../../timeline/core/days';
import type { TimelineItem } from '../../timeline/core/model';
import { between, randomFrom, someItems } from '../../timeline/core/samples';
import { agendaOf } from './agenda';

const day = (text: string) => parseDay(text) as Day;

const item: TimelineItem = {
  id: 'one',
  key: 'ONE',
  name: 'One',
  kind: 'project',
  parent: 'train',
  span: { start: day('2026-12-01'), end: day('2027-01-03') },
  phases: [],
  markers: [
    { id: 'dot', kind: 'milestone', name: 'Dot', start: null, day: day('2026-12-31'), state: 'pending' },
    { id: 'gate', kind: 'gate', name: 'Gate', start: null, day: day('2026-12-31'), state: 'pending' },
  ],
  facets: {},
};

describe('an agenda', () => {
  it('puts the turn of the year into week 53, gates before milestones before targets', () => {
    const weeks = agendaOf([item], [], { start: day('2026-12-01'), end: day('2027-02-01') });
    expect(weeks.map(({ year, week }) => [year, week])).toEqual([[2026, 53]]);
    expect(
      weeks[0]?.entries.map((entry) => (entry.type === 'marker' ? entry.marker.id : entry.type)),
    ).toEqual(['gate', 'dot', 'target']);
  });

  it('says once what the members of a train do together', () => {
    const members = ['a', 'b', 'c'].map((id) => ({ ...item, id, markers: [] }));
    const stranger = { ...item, id: 'd', parent: 'other', markers: [] };
    const [week] = agendaOf([...members, stranger], [], { start: day('2026-12-01'), end: day('2027-02-01') });
    expect(week?.entries.map((entry) => (entry.type === 'target' ? entry.items.length : 0))).toEqual([3, 1]);
  });

  it('begins a day with the windows of that day; one that goes on stands at its first day of the list', () => {
    const band = (window: string, start: number, end: number) =>
      ({ window, name: window, kind: 'freeze', start, end }) as const;
    const begin = day('2026-12-28');
    const bands = [
      band('over', begin - 9, begin),
      band('goes on', begin - 9, begin + 1),
      band('new year', day('2026-12-31') + 0.75, day('2027-01-02')),
      band('later', begin + 7, begin + 8),
    ];
    const [week] = agendaOf([item], bands, { start: begin, end: begin + 7 });
    expect(week?.entries.map((entry) => (entry.type === 'band' ? entry.band.window : entry.type))).toEqual([
      'goes on',
      'new year',
      'marker',
      'marker',
      'target',
    ]);
  });

  it('holds everything due in its days and nothing else', () => {
    const random = randomFrom(17);
    for (let round = 0; round < 30; round += 1) {
      const items = someItems(random, 40);
      const start = between(random, 20_000, 20_300);
      const span = { start, end: start + between(random, 1, 120) };
      const within = (due: Day) => due >= span.start && due < span.end;
      const markers = items.flatMap(({ markers }) => markers).filter((marker) => within(marker.day)).length;
      const targets = items.filter((one) => within(one.span.end - 1)).length;
      const weeks = agendaOf(items, [], span);
      const entries = weeks.flatMap((week) => week.entries);
      expect(entries.filter(({ type }) => type === 'marker')).toHaveLength(markers);
      expect(
        entries.reduce((sum, entry) => sum + (entry.type === 'target' ? entry.items.length : 0), 0),
      ).toBe(targets);
      for (const week of weeks) {
        for (const entry of week.entries) {
          expect(entry.day - week.start).toBeGreaterThanOrEqual(0);
          expect(entry.day - week.start).toBeLessThan(7);
        }
      }
      weeks.forEach((week, index) => {
        if (index > 0) expect(week.start).toBeGreaterThan(weeks[index - 1]?.start ?? 0);
      });
    }
  });
});
