/** From the windows of the API's calendar to the bands the timeline shows. */
import type { Calendar } from '../../../api/types';
import { type Band, dayOfLocal } from '../../../timeline/core/bands';
import { subtreeOf } from '../calendar';

/** A band and what the server says of it. */
export interface CalendarBand extends Band {
  readonly told: Calendar['bands'][number];
}

/** Every time a window comes; of one portfolio those of it, below it and above it, which hold for it. */
export function bandsOf(
  { bands, portfolios }: Pick<Calendar, 'bands' | 'portfolios'>,
  portfolio: string | undefined,
): CalendarBand[] {
  const wanted = portfolio === undefined ? null : new Set(subtreeOf(portfolios, portfolio));
  const parents = new Map(portfolios.map(({ id, parent }) => [id, parent]));
  for (
    let above = portfolio && parents.get(portfolio);
    above && !wanted?.has(above);
    above = parents.get(above)
  )
    wanted?.add(above);
  return bands.flatMap((told) => {
    const { window, name, kind, portfolio: of } = told;
    const [start, end] = [dayOfLocal(told.start), dayOfLocal(told.end)];
    // One without a portfolio is of one above all that are in sight.
    if (start === null || end === null || (wanted && of !== null && !wanted.has(of))) return [];
    return [{ window, name, kind, start, end, told }];
  });
}
