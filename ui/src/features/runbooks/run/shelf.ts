import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { answerOf, api, idempotencyKey, matching } from '../../../api/client';
import { keys } from '../../../api/keys';
import { Problem } from '../../../api/problem';
import { queryClient } from '../../../api/queries';
import type { RunTask, Session } from '../../../api/types';
import { createQueue, type Kept, type Sent } from './core/queue';

const NAME = 'signalbox.runs.kept';
const AGAIN_MS = 5_000;

const listeners = new Set<() => void>();
let known: { text: string; kept: Kept[] } = { text: '', kept: [] };

function read(): Kept[] {
  const text = localStorage.getItem(NAME) ?? '[]';
  if (text !== known.text) {
    try {
      known = { text, kept: JSON.parse(text) as Kept[] };
    } catch {
      known = { text, kept: [] };
    }
  }
  return known.kept;
}

function write(kept: Kept[]): void {
  localStorage.setItem(NAME, JSON.stringify(kept));
  for (const tell of listeners) tell();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}

const me = () => queryClient.getQueryData<Session>(keys.session)?.person.id;

async function send({ key, run, number, act, body, rev }: Kept): Promise<Sent> {
  try {
    // Every act is asked for alike; the address of one stands for all.
    const task = await answerOf(
      api.POST(`/runs/{run}/tasks/{task}/${act}` as '/runs/{run}/tasks/{task}/start', {
        params: { path: { run, task: number }, header: {} as ReturnType<typeof matching> },
        body,
        headers: { 'Idempotency-Key': key, ...(rev === null ? {} : matching(rev)) },
      }),
    );
    void queryClient.invalidateQueries({ queryKey: keys.one('runs', run) });
    void queryClient.invalidateQueries({ queryKey: keys.part('runs', run, 'tasks', String(number)) });
    return { is: 'done', rev: task.rev };
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
    if (failure.status === 0 || failure.status === 429 || failure.status >= 500) return { is: 'unreachable' };
    void queryClient.invalidateQueries({ queryKey: keys.one('runs', run) });
    const { status, title, detail, reasons } = failure;
    return { is: 'refused', refusal: { status, title, detail, reasons } };
  }
}

const queue = createQueue({ read, write }, send, ({ by }) => by === me());

export type Act = (task: RunTask, act: Kept['act'], body?: Record<string, unknown>) => void;

/** What was done in this run and not answered yet; acts are kept even while there is no connection. */
export function useKept(run: string): { kept: Kept[]; act: Act; dismiss: (key: string) => void } {
  const queries = useQueryClient();
  const all = useSyncExternalStore(subscribe, read);
  const kept = all.filter((one) => one.run === run && one.by === me());
  const waits = kept.some(({ refusal }) => refusal === null);

  useEffect(() => void queue.flush(), []);
  useEffect(() => {
    if (!waits) return;
    const again = () => void queue.flush();
    const timer = setInterval(again, AGAIN_MS);
    addEventListener('online', again);
    return () => {
      clearInterval(timer);
      removeEventListener('online', again);
    };
  }, [waits]);

  const act = useCallback<Act>(
    (task, what, body = {}) => {
      const by = me();
      if (by === undefined) return;
      // A comment and a vote hold whatever happened to the task meanwhile.
      const rev = what === 'comments' || what === 'vote' ? null : task.rev;
      const { number, name } = task;
      const at = new Date().toISOString();
      queue.add({ key: idempotencyKey(), by, run, number, name, act: what, body, rev, at, refusal: null });
      void queue.flush();
    },
    [run],
  );
  const dismiss = useCallback(
    (key: string) => {
      queue.dismiss(key);
      void queries.invalidateQueries({ queryKey: keys.one('runs', run) });
    },
    [queries, run],
  );
  return { kept, act, dismiss };
}
