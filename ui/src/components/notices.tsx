import { useSyncExternalStore } from 'react';
import styles from './notices.module.css';

interface Notice {
  id: number;
  text: string;
}

const SHOWN_MS = 5_000;

let notices: Notice[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function publish(next: Notice[]): void {
  notices = next;
  for (const tell of listeners) tell();
}

/** Says for a moment that something was done. What went wrong is said where it went wrong, and stays. */
export function notify(text: string): void {
  lastId += 1;
  const id = lastId;
  publish([...notices, { id, text }]);
  setTimeout(() => publish(notices.filter((notice) => notice.id !== id)), SHOWN_MS);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Notices() {
  const shown = useSyncExternalStore(subscribe, () => notices);
  return (
    <div role="status" className={styles.stack}>
      {shown.map((notice) => (
        <p key={notice.id} className={styles.notice}>
          {notice.text}
        </p>
      ))}
    </div>
  );
}
