import { useSyncExternalStore } from 'react';
import type { Problem } from '../api/problem';
import { useText } from '../i18n/text';
import styles from './notices.module.css';

interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

interface Notice {
  readonly id: number;
  readonly text: string;
  /** Why not, when what was asked for was refused. */
  readonly details: readonly string[];
  readonly action: NoticeAction | null;
  /** Stays until it is closed. */
  readonly stays: boolean;
}

const SHOWN_MS = 5_000;
/** Long enough to read it, think again and press its button. */
const WITH_ACTION_MS = 15_000;

let notices: Notice[] = [];
let lastId = 0;
const listeners = new Set<() => void>();
const timers = new Map<number, ReturnType<typeof setTimeout>>();

function publish(next: Notice[]): void {
  notices = next;
  for (const tell of listeners) tell();
}

function close(id: number): void {
  hold(id);
  publish(notices.filter((notice) => notice.id !== id));
}

function hold(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

function closeLater({ id, action, stays }: Notice): void {
  hold(id);
  if (stays) return;
  timers.set(
    id,
    setTimeout(() => close(id), action ? WITH_ACTION_MS : SHOWN_MS),
  );
}

function add(notice: Omit<Notice, 'id'>): void {
  lastId += 1;
  const made = { ...notice, id: lastId };
  publish([...notices, made]);
  closeLater(made);
}

/** Says for a moment that something was done, with a button to take it back or go on. */
export function notify(text: string, action: NoticeAction | null = null): void {
  add({ text, details: [], action, stays: false });
}

/**
 * Says why something was refused that has no place on the screen any more, and stays. Where there is one, what went
 * wrong is said there.
 */
export function notifyRefusal(text: string, { detail, reasons }: Problem): void {
  const details = reasons.length > 0 ? reasons.map((reason) => reason.detail) : [detail];
  add({ text, details, action: null, stays: true });
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
        <OneNotice key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function OneNotice({ notice }: { notice: Notice }) {
  const text = useText();
  const { id, action, details, stays } = notice;
  const wait = { onFocus: () => hold(id), onBlur: () => closeLater(notice) };
  return (
    <div className={styles.notice} onPointerEnter={() => hold(id)} onPointerLeave={() => closeLater(notice)}>
      <div>
        <p>{notice.text}</p>
        {details.map((detail) => (
          <p key={detail}>{detail}</p>
        ))}
      </div>
      {action && (
        <button
          type="button"
          className={styles.button}
          {...wait}
          onClick={() => {
            close(id);
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      {stays && (
        <button type="button" className={styles.button} onClick={() => close(id)}>
          {text('action.close')}
        </button>
      )}
    </div>
  );
}
