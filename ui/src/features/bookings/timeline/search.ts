/** What of the timeline of bookings is in the address. */
import { PRESET_DAYS } from '../../../timeline/core/scale';

export const SEARCH = [
  'view',
  'from',
  'days',
  'by',
  'q',
  'portfolio',
  'stage',
  'group',
  'team',
  'mine',
  'toggled',
  'fold',
] as const;
export type TimelineSearch = Partial<Record<(typeof SEARCH)[number], string>>;

export const FILTERS = ['q', 'portfolio', 'stage', 'group', 'team', 'mine'] as const;

/** How many days an address without a view shows. */
export const daysOn = (isPhone: boolean) => PRESET_DAYS[isPhone ? 'month' : 'quarter'];
