import type { ReactNode } from 'react';
import { useText } from '../../i18n/text';
import styles from './Count.module.css';

interface CountProps {
  /** False when the server has more than it gives at once. */
  complete: boolean;
  /** How many of what there are. */
  children: ReactNode;
}

/** How much is on the screen, told whenever it changes. */
export function Count({ complete, children }: CountProps) {
  const text = useText();
  return (
    <p className={styles.count} role="status">
      {children}
      {!complete && <span className={styles.partial}> · {text('calendar.partial')}</span>}
    </p>
  );
}
