import type { Party, RaidCount } from '../../../api/types';

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

/** How hot a place of the map is, from 4 to 100 percent: a colour, not a judgement. */
export function heatOf({ probability, impact }: Pick<Cell, 'probability' | 'impact'>): number {
  return probability * impact * 4;
}
