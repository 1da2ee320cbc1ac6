import { expect, test } from 'vitest';
import { countdownText, hourText, paceOf } from './clock';

test('a countdown shows hours only while there are some', () => {
  expect(countdownText(7_509_000)).toBe('2:05:09');
  expect(countdownText(309_999)).toBe('05:09');
  expect(countdownText(-61_000)).toBe('01:01');
});

test('what comes within a minute of its time is on time', () => {
  expect(paceOf('2026-12-01T20:00:30Z', '2026-12-01T20:00:00Z')).toEqual({ is: 'even' });
  expect(paceOf('2026-12-01T20:12:00Z', '2026-12-01T20:00:00Z')).toEqual({ is: 'behind', seconds: 720 });
  expect(paceOf('2026-12-01T19:00:00Z', '2026-12-01T20:00:00Z')).toEqual({ is: 'ahead', seconds: 3_600 });
});

test('a time names its day where that is another', () => {
  const now = '2026-12-01T20:00:00Z';
  expect(hourText('2026-12-01T21:05:00Z', now, 'en-GB', 'UTC')).toBe('21:05');
  expect(hourText('2026-12-02T01:05:00Z', now, 'en-GB', 'UTC')).toBe('2 Dec, 01:05');
});
