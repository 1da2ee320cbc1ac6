import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { EmptyState } from '../../components/PageState';
import { useText } from '../../i18n/text';
import styles from './Nothing.module.css';

interface NothingProps {
  /** The days that are shown, in words. */
  days: string;
  /** The nearest release elsewhere in time. */
  elsewhere: { name: string; show: () => void } | null;
  onClear: (() => void) | null;
  onNew: () => void;
}

/** Why the calendar is empty, and the one thing to do about it. The timeline behind it can still be moved. */
export function Nothing({ days, elsewhere, onClear, onNew }: NothingProps) {
  const text = useText();
  let title = text('calendar.empty', { days });
  let detail = text('calendar.empty.next');
  let action: ReactNode = <Button onClick={onNew}>{text('releases.new')}</Button>;
  if (onClear) {
    title = text('calendar.noMatch', { days });
    detail = text('filter.widen');
    action = <Button onClick={onClear}>{text('filter.clear')}</Button>;
  } else if (elsewhere) {
    detail = text('calendar.empty.elsewhere');
    action = (
      <Button onClick={elsewhere.show}>{text('calendar.empty.show', { name: elsewhere.name })}</Button>
    );
  }
  return (
    <div className={styles.nothing}>
      <EmptyState title={title} detail={detail} action={action} />
    </div>
  );
}
