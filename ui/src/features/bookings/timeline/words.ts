import { formatLocalSpan } from '../../../time/local';
import { formatClock, type Span } from '../../../timeline/core/days';

/** `Mon, 10 Mar 2031, 08:00 – Wed, 12 Mar 2031, 18:00`. */
export function timesText({ start, end }: Span, locale: string): string {
  return formatLocalSpan(formatClock(start), formatClock(end), locale);
}
