import { expect, test } from 'vitest';
import { instantOf, localOf } from './local';

test('a time of a form is an instant by the clock of its zone, and back', () => {
  expect(instantOf('2026-07-01T18:00', 'Europe/Berlin')).toBe('2026-07-01T16:00:00Z');
  expect(instantOf('2026-12-01T18:00', 'Europe/Berlin')).toBe('2026-12-01T17:00:00Z');
  expect(localOf('2026-07-01T16:00:00Z', 'Europe/Berlin')).toBe('2026-07-01T18:00');
  expect(localOf('2026-07-01T16:00:59.5Z', 'UTC')).toBe('2026-07-01T16:00');
});
