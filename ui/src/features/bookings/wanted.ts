import type { NewBooking } from '../../api/types';

/** What is asked for unless somebody says otherwise. */
export const USUAL = {
  usage: 'exclusive',
  purpose: 'code',
  priority: 3,
  if_taken: 'refuse',
} as const satisfies Partial<NewBooking>;
