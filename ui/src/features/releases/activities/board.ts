import type { Activity, ActivityStatus } from '../../../api/types';

export const ACTIVITY_STATUSES = ['todo', 'doing', 'blocked', 'done'] as const;

/** A card on its way from one column to another: shown where it is going until the server has answered. */
export interface Moving {
  id: string;
  /** The revision it is moved from; a newer one knows better. */
  rev: number;
  to: ActivityStatus;
}

export interface Column {
  status: ActivityStatus;
  items: Activity[];
}

export function columnsOf(items: Activity[], moving: Moving | null): Column[] {
  const where = (activity: Activity) =>
    moving?.id === activity.id && moving.rev === activity.rev ? moving.to : activity.status;
  return ACTIVITY_STATUSES.map((status) => ({
    status,
    items: items.filter((activity) => where(activity) === status),
  }));
}

/** The column beside one, or nothing at either end. */
export function beside(status: ActivityStatus, step: -1 | 1): ActivityStatus | undefined {
  return ACTIVITY_STATUSES[ACTIVITY_STATUSES.indexOf(status) + step];
}
