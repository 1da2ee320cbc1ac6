import type { ChangeRequestStatus } from '../../api/types';
import { StatusBadge } from '../../components/Badges';
import { useText } from '../../i18n/text';

const CATEGORY = {
  draft: 'draft',
  requested: 'planned',
  approved: 'planned',
  rejected: 'cancelled',
  in_progress: 'active',
  done: 'done',
  failed: 'cancelled',
  cancelled: 'cancelled',
} as const;

export function ChangeStatusBadge({ status }: { status: ChangeRequestStatus }) {
  const text = useText();
  return <StatusBadge status={{ name: text(`changes.status.${status}`), category: CATEGORY[status] }} />;
}
