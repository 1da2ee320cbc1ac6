/** Which days the server is asked for, and the address of a booking that is yet to be made. */
import { addMonths, civilOf, dayOf, type Span } from '../../../timeline/core/days';

/** Whole months with one to spare on both sides: moving about within them asks the server nothing. */
export function monthsFor(view: Span): Span {
  const { year, month } = civilOf(view.start);
  const last = civilOf(view.end);
  return {
    start: addMonths(dayOf(year, month, 1), -1),
    end: addMonths(dayOf(last.year, last.month, 1), 2),
  };
}

/** An environment, or a booking that is to be moved, and the instants from when to when. */
export interface Wanted {
  readonly of: string;
  readonly start: string;
  readonly end: string;
}

const SUBJECT = /^([^,]+),(\d{8}T\d{6}Z),(\d{8}T\d{6}Z)$/;
const expand = (text: string) => text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/, '$1-$2-$3T$4:$5:');
const compact = (instant: string) =>
  `${new Date(instant).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

/** For the address: `env_1,20260303T080000Z,20260305T180000Z`. */
export function subjectOf({ of, start, end }: Wanted): string {
  return `${of},${compact(start)},${compact(end)}`;
}

/** `null` when it names no times: then it is an environment or a booking at most. */
export function wantedIn(subject: string | undefined): Wanted | null {
  const [, of, start, end] = SUBJECT.exec(subject ?? '') ?? [];
  return of && start && end ? { of, start: expand(start), end: expand(end) } : null;
}
