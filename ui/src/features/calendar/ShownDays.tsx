import { useSyncExternalStore } from 'react';
import { useIntl } from 'react-intl';
import { useText } from '../../i18n/text';
import { type Span, wholeDays } from '../../timeline/core/days';
import { spanOf } from '../../timeline/core/scale';
import type { TimelineController } from '../../timeline/view/controller';
import styles from './ShownDays.module.css';
import { spanText } from './words';

interface ShownDaysProps {
  controller: TimelineController;
}

/** The days on the screen, in words, whenever the view comes to rest. */
export function ShownDays({ controller }: ShownDaysProps) {
  const { locale } = useIntl();
  const view = useSyncExternalStore(controller.onSettled, controller.settled);
  const shown: Span = wholeDays(spanOf(view));
  return <span aria-live="polite">{spanText(shown, locale)}</span>;
}

/** Above the rows: which days these are, and what the columns of the names are. */
export function Corner({ controller }: ShownDaysProps) {
  const text = useText();
  return (
    <div className={styles.corner}>
      <p className={styles.days}>
        <ShownDays controller={controller} />
      </p>
      <p className={styles.columns}>
        <span>{text('column.name')}</span>
        <span>{text('column.status')}</span>
      </p>
    </div>
  );
}
