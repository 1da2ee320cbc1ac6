import { useText } from '../../i18n/text';
import styles from './Count.module.css';

interface CountProps {
  /** Releases on the screen that were asked for. */
  found: number;
  /** All releases on the screen. */
  all: number;
  /** False when the server has more than it gives at once. */
  complete: boolean;
}

export function Count({ found, all, complete }: CountProps) {
  const text = useText();
  return (
    <p className={styles.count} role="status">
      {found === all
        ? text('calendar.count', { count: all })
        : text('calendar.countOf', { shown: found, total: all })}
      {!complete && <span className={styles.partial}> · {text('calendar.partial')}</span>}
    </p>
  );
}
