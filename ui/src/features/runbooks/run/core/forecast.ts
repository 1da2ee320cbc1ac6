import type { ForecastChange } from '../../../../api/types';

/** How likely something is, as people say it. */
export type Odds = 'sure' | 'likely' | 'rather' | 'even' | 'unlikely' | 'hardly';

const LEAST: readonly [Odds, number][] = [
  ['sure', 0.95],
  ['likely', 0.8],
  ['rather', 0.6],
  ['even', 0.4],
  ['unlikely', 0.1],
];

export const oddsOf = (share: number): Odds => LEAST.find(([, least]) => share >= least)?.[0] ?? 'hardly';

/** `84`; samples never make anything quite certain, so what is not all of them is not rounded to 100, nor some to 0. */
export function percentOf(share: number): { sign: '' | '<' | '>'; percent: number } {
  const percent = Math.round(100 * share);
  if (percent === 100 && share < 1) return { sign: '>', percent: 99 };
  if (percent === 0 && share > 0) return { sign: '<', percent: 1 };
  return { sign: '', percent };
}

/** Seconds are of interest only below a minute. */
export const rounded = (seconds: number): number =>
  Math.abs(seconds) < 60 ? seconds : 60 * Math.round(seconds / 60);

/** What moved the end most, first; what moved it by seconds only nobody has to know. */
export const largest = (changes: readonly ForecastChange[], most: number): ForecastChange[] =>
  changes
    .filter(({ moved }) => Math.abs(moved) >= 60)
    .toSorted((left, right) => Math.abs(right.moved) - Math.abs(left.moved))
    .slice(0, most);

export type Happened =
  | 'longer'
  | 'shorter'
  | 'late'
  | 'early'
  | 'finished'
  | 'started'
  | 'notStarted'
  | 'notFinished'
  | 'replanned'
  | 'revised';

/** What happened to a task, with the side on which it was. */
export function happened({ cause, by }: Pick<ForecastChange, 'cause' | 'by'>): Happened {
  switch (cause) {
    case 'finished':
      return by > 0 ? 'longer' : by < 0 ? 'shorter' : 'finished';
    case 'started':
      return by > 0 ? 'late' : by < 0 ? 'early' : 'started';
    case 'not_started':
      return 'notStarted';
    case 'not_finished':
      return 'notFinished';
    default:
      return cause;
  }
}
