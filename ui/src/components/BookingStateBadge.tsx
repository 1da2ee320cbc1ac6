import type { BookingState } from '../api/types';
import { useText } from '../i18n/text';
import { StatusBadge } from './Badges';

const CATEGORY = {
  requested: 'draft',
  waiting: 'draft',
  approved: 'planned',
  rejected: 'cancelled',
  active: 'active',
  returned: 'done',
  cancelled: 'cancelled',
} as const;

export function BookingStateBadge({ state }: { state: BookingState }) {
  const text = useText();
  return <StatusBadge status={{ name: text(`bookings.state.${state}`), category: CATEGORY[state] }} />;
}
