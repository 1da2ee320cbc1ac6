import { useIntl } from 'react-intl';
import { spanText } from '../../components/timeline/words';
import { useText } from '../../i18n/text';
import { type Day, type Span, wholeDays } from '../../timeline/core/days';
import type { TimelineItem } from '../../timeline/core/model';
import { formatOfDay } from '../../timeline/core/ticks';
import type { TimelineController } from '../../timeline/view/controller';
import { OverviewStrip } from '../../timeline/view/OverviewStrip';

interface OverviewProps {
  controller: TimelineController;
  /** Releases that were asked for, on the screen or not. */
  items: readonly TimelineItem[];
  whole: Span;
  today: Day;
}

/** The whole time that was read, and where in it one is. */
export function Overview({ controller, items, whole, today }: OverviewProps) {
  const text = useText();
  const { locale } = useIntl();
  const month = (day: Day) => formatOfDay(day, locale, { month: 'short', year: 'numeric' });
  return (
    <OverviewStrip
      controller={controller}
      items={items}
      whole={whole}
      today={today}
      words={{
        name: text('calendar.overview'),
        daysOf: (span) => spanText(wholeDays(span), locale),
        first: month(whole.start),
        last: month(whole.end - 1),
      }}
    />
  );
}
