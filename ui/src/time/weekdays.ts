import type { Weekday } from '../api/types';

/** In the order of ISO 8601. */
export const WEEKDAYS: Weekday[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];
