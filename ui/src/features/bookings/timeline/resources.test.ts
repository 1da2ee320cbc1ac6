import { expect, test } from 'vitest';
import type { BookingTimeline, TimelineBooking } from '../../../api/types';
import { dayOf } from '../../../timeline/core/days';
import { agendaOf } from './agenda';
import { monthsFor, subjectOf, wantedIn } from './asked';
import { byGroup, byRelease, resourcesOf, slotsOf } from './resources';

const MARCH = dayOf(2031, 3, 1);
const at = (day: number, hour = 7) =>
  `2031-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`;

const booking = (
  id: string | null,
  first: number,
  last: number,
  environments: string[],
): TimelineBooking => ({
  id,
  title: id && `Title of ${id}`,
  purpose: null,
  priority: null,
  release: null,
  requested_by: null,
  usage: 'shared',
  state: 'approved',
  asked: true,
  movable: null,
  start: at(first),
  end: at(last),
  environments,
});

const environment = (id: string, parent: string | null, group: string | null) => ({
  id,
  key: id,
  name: id,
  parent,
  group,
});

const TIMELINE: BookingTimeline = {
  environments: [
    environment('whole', null, 'pool'),
    environment('part', 'whole', 'pool'),
    environment('other', null, null),
  ],
  bookings: [
    booking('one', 3, 6, ['whole', 'part']),
    { ...booking('two', 5, 9, ['part']), release: { id: 'rel', key: 'R', name: 'Release' } },
    booking(null, 12, 14, ['other']),
  ],
  blocks: [{ kind: 'blockout', name: 'Move', start: at(20), end: at(21), environments: ['other'] }],
  complete: true,
};
const read = { timeline: TIMELINE, slots: slotsOf(TIMELINE, 'Europe/Berlin') };
const all = resourcesOf(read);

test('a slot stands where the clock of the zone stands, below what it overlaps', () => {
  const part = all.find(({ id }) => id === 'part');
  expect(part?.slots.map(({ id }) => id)).toEqual(['one', 'two']);
  expect(part?.lanes).toEqual([0, 1]);
  expect(part?.slots[0]?.span.start).toBeCloseTo(MARCH + 2 + 8 / 24, 6);
  expect(all.find(({ id }) => id === 'other')?.blocks.map(({ name }) => name)).toEqual(['Move']);
});

test('what is not visible keeps its place without a name', () => {
  const [hidden] = all.find(({ id }) => id === 'other')?.slots ?? [];
  expect(hidden).toMatchObject({ name: '', state: 'approved' });
  expect(hidden && read.slots.bookings.get(hidden.id)?.id).toBeNull();
});

test('groups are in order of their names, releases hold only what is for them, none come last', () => {
  const groups = byGroup(read, all, [{ id: 'pool', name: 'Pool' }]);
  expect(groups.map(({ key, resources }) => [key, resources.map(({ id }) => id)])).toEqual([
    ['pool', ['whole', 'part']],
    ['', ['other']],
  ]);
  const releases = byRelease(read, all);
  expect(releases.map(({ key, resources }) => [key, resources.map(({ id }) => id)])).toEqual([
    ['rel', ['part']],
    ['', ['whole', 'part', 'other']],
  ]);
  expect(releases[0]?.resources[0]?.lanes).toEqual([0]);
});

test('the agenda tells each booking once, on the day it begins or goes on, without parts of its places', () => {
  const days = agendaOf(read, null, { start: MARCH + 4, end: MARCH + 12 });
  expect(days.map(({ day, entries }) => [day - MARCH, entries.map(({ slot }) => slot.id)])).toEqual([
    [4, ['one', 'two']],
    [11, ['taken-2']],
  ]);
  expect(days[0]?.entries[0]?.places.map(({ id }) => id)).toEqual(['whole']);
});

test('what is asked for comes back from the address', () => {
  const wanted = { of: 'env_1', start: '2031-03-10T07:00:00Z', end: '2031-03-11T17:30:00Z' };
  expect(subjectOf(wanted)).toBe('env_1,20310310T070000Z,20310311T173000Z');
  expect(wantedIn(subjectOf(wanted))).toEqual(wanted);
  expect(wantedIn('env_1')).toBeNull();
  expect(wantedIn(undefined)).toBeNull();
});

test('whole months are asked for, with one to spare', () => {
  expect(monthsFor({ start: MARCH + 3.5, end: MARCH + 60 })).toEqual({
    start: dayOf(2031, 2, 1),
    end: dayOf(2031, 6, 1),
  });
});
