import type { CapacityMeasure, CapacityPortfolio } from '../../api/types';
import type { GridLevel } from '../../components/GridTable';

export const MEASURES = ['active', 'targeting', 'gates', 'deliveries', 'collisions'] as const;

export const isMeasure = (text: string | undefined): text is CapacityMeasure =>
  MEASURES.some((measure) => measure === text);

/** One number of a portfolio, week by week, and the most there is. */
export function numbersOf(
  { loads }: Pick<CapacityPortfolio, 'loads'>,
  weeks: number,
  measure: CapacityMeasure,
): { each: number[]; most: number } {
  const each = new Array<number>(weeks).fill(0);
  let most = 0;
  for (const load of loads) {
    each[load.week] = load[measure];
    most = Math.max(most, load[measure]);
  }
  return { each, most };
}

const LEVELS: GridLevel[] = ['one', 'two', 'three', 'four'];

/** In quarters of the most a portfolio has: each is compared with itself, or a large one would leave the others pale. */
export function levelOf(number: number, most: number): GridLevel | undefined {
  if (number <= 0 || most <= 0) return undefined;
  return LEVELS[Math.min(LEVELS.length - 1, Math.ceil((number / most) * LEVELS.length) - 1)];
}
