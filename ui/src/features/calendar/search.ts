/** What of the calendar is in the address. */
import { PRESET_DAYS } from '../../timeline/core/scale';
import type { Facet } from './facets';

export const SEARCH = [
  'from',
  'days',
  'group',
  'colour',
  'kind',
  'category',
  'portfolio',
  'risk',
  'q',
  'toggled',
  'fold',
  'layers',
  'release',
  'marker',
] as const;
export type CalendarSearch = Partial<Record<(typeof SEARCH)[number], string>>;

export const FILTERS = ['kind', 'category', 'portfolio', 'risk', 'q'] as const;

export const GROUPINGS: readonly Facet[] = [
  'portfolio',
  'type',
  'category',
  'health',
  'risk',
  'accountable',
  'kind',
];
export const COLOURS: readonly Facet[] = [
  'category',
  'health',
  'risk',
  'portfolio',
  'type',
  'accountable',
  'kind',
];

/** How many days an address without a view shows. */
export const daysOn = (isPhone: boolean) => (isPhone ? PRESET_DAYS.quarter : PRESET_DAYS.year);
