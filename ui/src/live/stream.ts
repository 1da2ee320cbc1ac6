import type { LiveEvent } from '../api/types';

export type LiveState = 'connecting' | 'connected' | 'reconnecting' | 'offline';

export interface StreamHandlers {
  onEvents: (events: LiveEvent[]) => void;
  /** It cannot be said what was missed: everything may be out of date. */
  onReset: () => void;
  onState: (state: LiveState) => void;
}

/** Events arrive in bursts (an import, a push to a whole train); one look at the cache serves the burst. */
const GATHER_MS = 250;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** Doubles up to the longest wait; the jitter keeps a thousand browsers from coming back in the same instant. */
export function waitBefore(attempt: number, jitter: number): number {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS);
  return Math.round(wait / 2 + (wait / 2) * jitter);
}

/** A new EventSource, unlike one that reconnects by itself, has to be told where the last one stopped. */
export function resumed(url: string, position: number | null): string {
  return position === null ? url : `${url}?after=${position}`;
}

export function parseLiveEvent(text: string): LiveEvent | null {
  try {
    const event: unknown = JSON.parse(text);
    if (typeof event !== 'object' || event === null || !('subject' in event) || !('kind' in event))
      return null;
    return event as LiveEvent;
  } catch {
    return null;
  }
}

/** Opens the one live stream of this browser tab; the answer closes it. */
export function openStream(url: string, handlers: StreamHandlers): () => void {
  let source: EventSource | null = null;
  let attempt = 0;
  let hasBeenOpen = false;
  let lastPosition: number | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let gather: ReturnType<typeof setTimeout> | undefined;
  let gathered: LiveEvent[] = [];

  function flush() {
    gather = undefined;
    const events = gathered;
    gathered = [];
    handlers.onEvents(events);
  }

  function connect() {
    clearTimeout(retry);
    source?.close();
    source = new EventSource(resumed(url, lastPosition));
    source.onopen = () => {
      attempt = 0;
      handlers.onState('connected');
      // Before the first event nobody can say where the stream broke off.
      if (hasBeenOpen && lastPosition === null) handlers.onReset();
      hasBeenOpen = true;
    };
    source.onmessage = (message: MessageEvent<string>) => {
      const event = parseLiveEvent(message.data);
      if (event === null) return;
      lastPosition = event.position;
      gathered.push(event);
      gather ??= setTimeout(flush, GATHER_MS);
    };
    source.addEventListener('reset', (message: MessageEvent) => {
      lastPosition = Number(message.lastEventId) || null;
      handlers.onReset();
    });
    source.onerror = () => {
      handlers.onState(navigator.onLine ? 'reconnecting' : 'offline');
      if (source?.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(connect, waitBefore(attempt, Math.random()));
      attempt += 1;
    };
  }

  const onOnline = () => connect();
  const onOffline = () => handlers.onState('offline');
  addEventListener('online', onOnline);
  addEventListener('offline', onOffline);
  handlers.onState('connecting');
  connect();

  return () => {
    removeEventListener('online', onOnline);
    removeEventListener('offline', onOffline);
    clearTimeout(retry);
    clearTimeout(gather);
    source?.close();
  };
}
