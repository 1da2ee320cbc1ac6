import { expect, test } from 'vitest';
import {
  formatDay,
  formatDeadline,
  formatDistance,
  formatInstant,
  formatLastDayOf,
  withOwnTimes,
} from './format';

test('an instant is shown on the clock of the asked zone, which is named', () => {
  expect(formatInstant('2026-11-07T12:00:00Z', 'en-GB', 'Europe/Berlin')).toBe('7 Nov 2026, 13:00 CET');
  expect(formatInstant('2026-07-07T12:00:00Z', 'en-GB', 'Europe/Berlin')).toBe('7 Jul 2026, 14:00 CEST');
  expect(formatInstant('2026-11-07T00:00:00Z', 'en-GB', 'UTC')).toBe('7 Nov 2026, 00:00 UTC');
});

test('the same instant is the day before anywhere on Earth', () => {
  expect(formatInstant('2026-11-07T11:59:00Z', 'en-GB', 'AoE')).toBe('6 Nov 2026, 23:59 AoE');
});

test('a whole-day deadline names its day and zone, never the instant the day ends', () => {
  const deadline = { date: '2026-11-06', zone: 'AoE', at: '2026-11-07T12:00:00Z' };
  expect(formatDeadline(deadline, 'en-GB')).toBe('6 Nov 2026 AoE');
});

test('a deadline with a time shows the time', () => {
  const deadline = {
    date: '2026-11-06',
    time: '18:00:00',
    zone: 'Europe/Berlin',
    at: '2026-11-06T17:00:00Z',
  };
  expect(formatDeadline(deadline, 'en-GB')).toBe('6 Nov 2026, 18:00 CET');
});

test('what ends at midnight holds until the day before, what ends at noon until that day', () => {
  expect(formatLastDayOf('2026-11-06T23:00:00Z', 'en-GB', 'Europe/Berlin')).toBe('6 Nov');
  expect(formatLastDayOf('2026-11-07T12:00:00Z', 'en-GB', 'Europe/Berlin')).toBe('7 Nov');
  expect(formatLastDayOf('2026-11-07T12:00:00Z', 'en-GB', 'AoE')).toBe('6 Nov');
});

test('a day does not depend on the zone of the reader', () => {
  expect(formatDay('2026-03-29', 'en-GB')).toBe('29 Mar 2026');
});

test('distances use the largest whole unit', () => {
  const now = Date.parse('2026-11-07T12:00:00Z');
  expect(formatDistance('2026-11-10T13:00:00Z', now, 'en-GB')).toBe('in 3 days');
  expect(formatDistance('2026-11-07T10:30:00Z', now, 'en-GB')).toBe('1 hour ago');
  expect(formatDistance('2026-11-07T12:00:10Z', now, 'en-GB')).toBe('now');
});

test('the instants in a sentence of the server are told on the reader’s clock', () => {
  const sentence = 'Load test from 2026-11-07T12:00:00Z to 2026-11-07T14:30:00.5Z, on 2026-11-07';
  expect(withOwnTimes(sentence, 'en-GB', 'Europe/Berlin')).toBe(
    'Load test from 7 Nov 2026, 13:00 CET to 7 Nov 2026, 15:30 CET, on 2026-11-07',
  );
});
