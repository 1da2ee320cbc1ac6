import { ActionIcon, Tooltip } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useIntl } from 'react-intl';
import { type TextId, useText } from '../../i18n/text';
import { type Span, wholeDays } from '../../timeline/core/days';
import { spanOf } from '../../timeline/core/scale';
import type { TimelineController } from '../../timeline/view/controller';
import { Icon } from '../Icon';
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

interface CornerProps extends ShownDaysProps {
  columns: readonly TextId[];
  /** Rows that hold others are closed. */
  folded: boolean;
  onFold: () => void;
}

/** Above the rows: which days these are, what the columns of the names are, and one button for all that is open. */
export function Corner({ controller, columns, folded, onFold }: CornerProps) {
  const text = useText();
  const name = text(folded ? 'calendar.unfold' : 'calendar.fold');
  return (
    <div className={styles.corner}>
      <p className={styles.days}>
        <ShownDays controller={controller} />
      </p>
      <Tooltip label={name}>
        <ActionIcon className={styles.fold} aria-label={name} onClick={onFold}>
          <Icon name={folded ? 'expand' : 'collapse'} size={14} />
        </ActionIcon>
      </Tooltip>
      <p className={styles.columns}>
        {columns.map((column) => (
          <span key={column}>{text(column)}</span>
        ))}
      </p>
    </div>
  );
}
