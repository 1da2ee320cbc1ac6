import type { ReactNode } from 'react';
import { rowLink } from './DataTable';
import styles from './OpenButton.module.css';

/** The name of what a row is about: opens it in a panel, wherever the row is pressed. */
export function OpenButton({ onOpen, children }: { onOpen: () => void; children: ReactNode }) {
  return (
    <button type="button" className={`${styles.open} ${rowLink}`} onClick={onOpen}>
      {children}
    </button>
  );
}
