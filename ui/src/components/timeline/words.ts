import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { useText } from '../../i18n/text';
import type { Day, Span } from '../../timeline/core/days';
import { formatOfDay, formatOfSpan, type TickWords } from '../../timeline/core/ticks';

/** The words of the time axis; the same object as long as the language stays. */
export function useAxisWords(): TickWords & { today: string } {
  const { locale } = useIntl();
  const text = useText();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is made anew in every render but says the same
  return useMemo(
    () => ({
      locale,
      week: (week) => text('timeline.week', { week }),
      weekOf: (week, days) => text('timeline.weekOf', { week, days }),
      quarter: (quarter) => text('timeline.quarter', { quarter }),
      quarterOf: (quarter, year) => text('timeline.quarterOf', { quarter, year: String(year) }),
      today: text('timeline.today'),
    }),
    [locale],
  );
}

/** "Thu, 26 Feb 2026". */
export function dayText(day: Day, locale: string): string {
  return formatOfDay(day, locale, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
}

/** "6 Oct 2025 – 1 Apr 2026". */
export function spanText(span: Span, locale: string): string {
  return formatOfSpan(span, locale, { day: 'numeric', month: 'short', year: 'numeric' });
}
