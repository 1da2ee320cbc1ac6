/** How people say when something comes again, as the rule the server works out (RFC 5545). Nothing is worked out here. */

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export const REPEATS = ['once', 'daily', 'workdays', 'weekly', 'monthly', 'yearly', 'custom'] as const;
export type Repeat = (typeof REPEATS)[number];

export interface Rule {
  repeat: Repeat;
  /** Every so many days, weeks, months or years. */
  interval: string;
  /** The days of a weekly rule; none means the day it first begins on. */
  weekdays: Weekday[];
  /** The day of the month, or its place among such weekdays. */
  monthly: 'day' | 'weekday' | 'last';
  ends: 'never' | 'until' | 'count';
  /** The last day on which it may begin. */
  until: string;
  /** How many times it comes. */
  count: string;
  /** The rule as text, for everything else. */
  custom: string;
}

export const ONCE: Rule = {
  repeat: 'once',
  interval: '1',
  weekdays: [],
  monthly: 'day',
  ends: 'never',
  until: '',
  count: '',
  custom: '',
};

const FREQUENCY = { DAILY: 'daily', WEEKLY: 'weekly', MONTHLY: 'monthly', YEARLY: 'yearly' } as const;
const WORKDAYS = WEEKDAYS.slice(0, 5);

/** The weekday of a day, and which of its month's it is: 1 to 5. */
export function placeOf(day: string): { weekday: Weekday; nth: number } | null {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return null;
  const weekday = WEEKDAYS[(date.getUTCDay() + 6) % 7];
  return weekday === undefined ? null : { weekday, nth: Math.ceil(date.getUTCDate() / 7) };
}

/** The rule as text; `null` for what comes once. `start` is the day it first begins on. */
export function ruleText(rule: Rule, start: string): string | null {
  if (rule.repeat === 'once') return null;
  if (rule.repeat === 'custom') return rule.custom.trim() === '' ? null : rule.custom.trim();
  return [...rhythmOf(rule, start), ...endOf(rule)].join(';');
}

function rhythmOf(rule: Rule, start: string): string[] {
  if (rule.repeat === 'workdays') return ['FREQ=WEEKLY', `BYDAY=${WORKDAYS.join(',')}`];
  const parts = [`FREQ=${rule.repeat.toUpperCase()}`];
  const interval = rule.interval.trim();
  if (interval !== '' && interval !== '1') parts.push(`INTERVAL=${interval}`);
  if (rule.repeat === 'weekly' && rule.weekdays.length > 0) {
    parts.push(`BYDAY=${WEEKDAYS.filter((day) => rule.weekdays.includes(day)).join(',')}`);
  }
  const place = placeOf(start);
  if (rule.repeat === 'monthly' && rule.monthly !== 'day' && place) {
    parts.push(`BYDAY=${rule.monthly === 'last' ? -1 : place.nth}${place.weekday}`);
  }
  return parts;
}

function endOf({ ends, until, count }: Rule): string[] {
  if (ends === 'until' && until !== '') return [`UNTIL=${until.replaceAll('-', '')}`];
  if (ends === 'count' && count.trim() !== '') return [`COUNT=${count.trim()}`];
  return [];
}

/** True for what comes again and is known to end. */
export const hasEnd = (rule: Rule): boolean =>
  rule.repeat === 'custom' ? /UNTIL=|COUNT=|RDATE/.test(rule.custom) : endOf(rule).length > 0;

/** The choice that a text stands for; what has no plain words is kept as it is. */
export function ruleOf(text: string | null, start: string): Rule {
  if (text === null) return ONCE;
  const custom: Rule = { ...ONCE, repeat: 'custom', custom: text };
  const rule = { ...ONCE };
  for (const part of text.split(';')) {
    const [name, value = ''] = part.split('=');
    if (name === 'FREQ' && Object.hasOwn(FREQUENCY, value))
      rule.repeat = FREQUENCY[value as keyof typeof FREQUENCY];
    else if (name === 'INTERVAL') rule.interval = value;
    else if (name === 'COUNT') {
      rule.ends = 'count';
      rule.count = value;
    } else if (name === 'UNTIL' && /^\d{8}$/.test(value)) {
      rule.ends = 'until';
      rule.until = `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`;
    } else if (name === 'BYDAY') {
      const days = value.split(',');
      if (days.every((day): day is Weekday => WEEKDAYS.includes(day as Weekday))) rule.weekdays = days;
      else rule.monthly = value.startsWith('-') ? 'last' : 'weekday';
    } else return custom;
  }
  if (rule.repeat === 'weekly' && rule.interval === '1' && rule.weekdays.join() === WORKDAYS.join()) {
    rule.repeat = 'workdays';
    rule.weekdays = [];
  }
  // Only what would be written the same again was understood.
  return ruleText(rule, start) === text ? rule : custom;
}
