import type { Weekday } from '../../api/types';
import { WEEKDAYS } from '../../time/weekdays';

/** Days that follow one another, by their places in the week: Monday to Friday and Sunday is `[[0, 4], [6, 6]]`. */
export function runsOf(days: Weekday[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const [place, day] of WEEKDAYS.entries()) {
    if (!days.includes(day)) continue;
    const last = runs.at(-1);
    if (last && last[1] === place - 1) last[1] = place;
    else runs.push([place, place]);
  }
  return runs;
}

/** A holiday while it is typed; the number tells it from the others. */
export interface HolidayRow {
  row: number;
  date: string;
  name: string;
}

export const holidayRows = (holidays: { date: string; name: string }[]): HolidayRow[] =>
  holidays.map(({ date, name }, row) => ({ row, date, name }));

/** As the API takes them, without rows that nothing was typed into; and which row each of them is. */
export const typedRows = (rows: HolidayRow[]): HolidayRow[] =>
  rows.filter(({ date, name }) => date !== '' || name.trim() !== '');
