import type { Weekday } from '../../api/types';

/** How often, as a person says it; the server takes an RFC 5545 rule. */
export interface Rhythm {
  every: 'weeks' | 'months';
  /** How many weeks or months. */
  interval: string;
  weekday: Weekday;
  /** Of months: which of these weekdays; -1 is the last. */
  place: string;
}

const CODES: Record<Weekday, string> = {
  monday: 'MO',
  tuesday: 'TU',
  wednesday: 'WE',
  thursday: 'TH',
  friday: 'FR',
  saturday: 'SA',
  sunday: 'SU',
};

export function ruleOf({ every, interval, weekday, place }: Rhythm): string {
  const often = Number(interval) > 1 ? `;INTERVAL=${Number(interval)}` : '';
  return every === 'weeks'
    ? `FREQ=WEEKLY${often};BYDAY=${CODES[weekday]}`
    : `FREQ=MONTHLY${often};BYDAY=${place}${CODES[weekday]}`;
}
