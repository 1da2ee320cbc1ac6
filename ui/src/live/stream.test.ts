import { expect, test } from 'vitest';
import { parseLiveEvent, resumed, waitBefore } from './stream';

test('waits grow from under a second to half a minute and no further', () => {
  expect(waitBefore(0, 0)).toBe(500);
  expect(waitBefore(0, 1)).toBe(1_000);
  expect(waitBefore(3, 1)).toBe(8_000);
  expect(waitBefore(40, 1)).toBe(30_000);
});

test('a line that is not an event is passed over', () => {
  expect(
    parseLiveEvent('{"position":1,"kind":"release.moved","subject":"rel_1","about":"rel_1"}')?.kind,
  ).toBe('release.moved');
  expect(parseLiveEvent('not json')).toBeNull();
  expect(parseLiveEvent('{"hello":1}')).toBeNull();
});

test('a new connection asks for what came after the last event, if there was one', () => {
  expect(resumed('/events', 41)).toBe('/events?after=41');
  expect(resumed('/events', null)).toBe('/events');
});
