import type { ProblemReason, TaskAct } from '../../../../api/types';

/** What is done with a task of a run, kept until the server has answered. */
export interface Kept {
  /** Made once: however often it is sent, it is done once. */
  key: string;
  /** Whose act it is: nobody else sends it. */
  by: string;
  run: string;
  number: number;
  /** What the task is called, for who is told about it. */
  name: string;
  act: TaskAct | 'hand-over' | 'comments';
  body: Record<string, unknown>;
  /** The revision of the task it was decided from; null for what holds of any. */
  rev: number | null;
  at: string;
  refusal: Refused | null;
  /** Whether there was no connection when it was to be sent. */
  isHeld?: boolean;
}

export interface Refused {
  status: number;
  title: string;
  detail: string;
  reasons: ProblemReason[];
}

/** What became of sending it. */
export type Sent = { is: 'done'; rev: number } | { is: 'unreachable' } | { is: 'refused'; refusal: Refused };

export interface Shelf {
  read: () => Kept[];
  write: (kept: Kept[]) => void;
}

export interface Queue {
  add: (kept: Kept) => void;
  /** Sends what waits, in order, as long as there is a connection. */
  flush: () => Promise<void>;
  dismiss: (key: string) => void;
}

/** Sends one after the other; what is done or dismissed leaves the shelf, what is refused stays until it is read. */
export function createQueue(
  shelf: Shelf,
  send: (kept: Kept) => Promise<Sent>,
  isMine: (kept: Kept) => boolean,
): Queue {
  let sending: Promise<void> | null = null;

  const change = (key: string, made: (kept: Kept) => Kept | null) =>
    shelf.write(shelf.read().flatMap((one) => (one.key === key ? (made(one) ?? []) : one)));

  async function sendAll(): Promise<void> {
    for (;;) {
      // Read anew each time: another window may have sent it meanwhile.
      const next = shelf.read().find((one) => one.refusal === null && isMine(one));
      if (next === undefined) return;
      const sent = await send(next);
      if (sent.is === 'unreachable') {
        change(next.key, (one) => ({ ...one, isHeld: true }));
        return;
      }
      if (sent.is === 'refused') change(next.key, (one) => ({ ...one, refusal: sent.refusal }));
      else {
        // What was decided after it was decided knowing of it.
        shelf.write(
          shelf.read().flatMap((one) => {
            if (one.key === next.key) return [];
            const isLater = one.run === next.run && one.number === next.number && one.rev === next.rev;
            return isLater && one.rev !== null ? { ...one, rev: sent.rev } : one;
          }),
        );
      }
    }
  }

  const flush = (): Promise<void> => {
    sending ??= sendAll().finally(() => {
      sending = null;
    });
    return sending;
  };

  return {
    add: (kept) => shelf.write([...shelf.read(), kept]),
    flush,
    dismiss: (key) => change(key, () => null),
  };
}
