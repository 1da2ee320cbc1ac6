import { expect, test } from 'vitest';
import { hasEnd, ONCE, ruleOf, ruleText } from './recurrence';

const START = '2026-03-10'; // the second Tuesday of March

test('plain words make the rule people mean', () => {
  expect(ruleText(ONCE, START)).toBeNull();
  expect(ruleText({ ...ONCE, repeat: 'weekly', weekdays: ['SU', 'SA'] }, START)).toBe(
    'FREQ=WEEKLY;BYDAY=SA,SU',
  );
  expect(ruleText({ ...ONCE, repeat: 'monthly', monthly: 'weekday' }, START)).toBe('FREQ=MONTHLY;BYDAY=2TU');
  expect(ruleText({ ...ONCE, repeat: 'monthly', monthly: 'last' }, '2026-03-27')).toBe(
    'FREQ=MONTHLY;BYDAY=-1FR',
  );
  expect(
    ruleText({ ...ONCE, repeat: 'yearly', interval: '2', ends: 'until', until: '2030-12-31' }, START),
  ).toBe('FREQ=YEARLY;INTERVAL=2;UNTIL=20301231');
});

test('what comes every day or every working day ends on a day or after so many times', () => {
  expect(ruleText({ ...ONCE, repeat: 'daily', ends: 'count', count: '10' }, START)).toBe(
    'FREQ=DAILY;COUNT=10',
  );
  const workdays = { ...ONCE, repeat: 'workdays', ends: 'until', until: '2026-04-30' } as const;
  expect(ruleText(workdays, START)).toBe('FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20260430');
  expect(ruleOf('FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20260430', START)).toEqual(workdays);
  expect(hasEnd(workdays)).toBe(true);
  expect(hasEnd({ ...workdays, until: '' })).toBe(false);
});

test('a rule is shown in plain words when they say all of it', () => {
  for (const text of [
    'FREQ=WEEKLY',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR',
    'FREQ=MONTHLY',
    'FREQ=MONTHLY;BYDAY=2TU',
    'FREQ=YEARLY;UNTIL=20301231',
    'FREQ=DAILY;COUNT=5',
  ]) {
    const rule = ruleOf(text, START);
    expect(rule.repeat).not.toBe('custom');
    expect(ruleText(rule, START)).toBe(text);
  }
});

test('a rule that plain words do not say is kept as it is', () => {
  for (const text of [
    'FREQ=HOURLY',
    'FREQ=MONTHLY;BYDAY=3TU',
    'FREQ=MONTHLY;BYMONTHDAY=15',
    'FREQ=YEARLY;BYMONTH=5',
    'RRULE:FREQ=WEEKLY\nEXDATE:20261224T180000',
    'FREQ=WEEKLY;UNTIL=20301231T000000Z',
  ]) {
    const rule = ruleOf(text, START);
    expect(rule.repeat).toBe('custom');
    expect(ruleText(rule, START)).toBe(text);
  }
});
