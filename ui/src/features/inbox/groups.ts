import type { InboxItem } from '../../api/types';

export type Nearness = 'overdue' | 'soon' | 'later' | 'undated';

const ORDER: Nearness[] = ['overdue', 'soon', 'later', 'undated'];
const SOON_MS = 7 * 86_400_000;

/** How near the time of something is: a week is soon. */
export function nearness(due: string | null, now: number): Nearness {
  if (due === null) return 'undated';
  const ahead = Date.parse(due) - now;
  if (ahead < 0) return 'overdue';
  return ahead < SOON_MS ? 'soon' : 'later';
}

/** What waits, by how near its time is; in the order in which it came. */
export function grouped(items: InboxItem[], now: number): { near: Nearness; items: InboxItem[] }[] {
  return ORDER.map((near) => ({
    near,
    items: items.filter(({ due }) => nearness(due, now) === near),
  })).filter((group) => group.items.length > 0);
}

/** What can be approved together with others: nobody signs by the dozen. */
export const isBulk = ({ kind, votes }: InboxItem): boolean =>
  kind === 'approval' && votes.some(({ signed }) => !signed);
