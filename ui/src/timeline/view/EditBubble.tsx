import type { ReactNode } from 'react';
import styles from './EditBubble.module.css';
import type { HandParts } from './hand';

/** Beside what is being moved: its new days, and once that is known what would move along. */
export function EditBubble({ parts, children }: { parts: HandParts; children: ReactNode }) {
  return (
    <>
      <div ref={parts.bubble} className={styles.bubble} data-edit-bubble hidden>
        <p ref={parts.words} className={styles.words} aria-hidden="true" />
        <div role="status">{children}</div>
      </div>
      <p ref={parts.spoken} role="status" className="visually-hidden" />
    </>
  );
}
