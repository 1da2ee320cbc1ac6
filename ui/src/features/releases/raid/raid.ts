import type { Party, RaidCount, Risk } from '../../../api/types';

export const RAID_KINDS = ['risk', 'assumption', 'issue', 'decision', 'dependency'] as const;
export const RAID_STATUSES = ['open', 'in_progress', 'closed'] as const;
export const GRADES = ['1', '2', '3', '4', '5'] as const;

export function partyName(party: Party | null): string | null {
  return party?.person?.name ?? party?.team?.name ?? null;
}

export interface Cell {
  probability: number;
  impact: number;
  items: number;
}

/** The cells of a heat map, the worst impact on top: how many risks that are not closed each holds. */
export function heatCells(counts: RaidCount[]): Cell[][] {
  const live = counts.filter(({ kind, status }) => kind === 'risk' && status !== 'closed');
  return [5, 4, 3, 2, 1].map((impact) =>
    [1, 2, 3, 4, 5].map((probability) => ({
      probability,
      impact,
      items: live
        .filter((count) => count.probability === probability && count.impact === impact)
        .reduce((sum, { items }) => sum + items, 0),
    })),
  );
}

/** How dark a cell is: its place, not a judgement; the server says what a risk's level is. */
export function shadeOf({ probability, impact }: Pick<Cell, 'probability' | 'impact'>): Risk {
  const product = probability * impact;
  if (product >= 15) return 'critical';
  if (product >= 10) return 'high';
  return product >= 5 ? 'medium' : 'low';
}
