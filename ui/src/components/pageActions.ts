import { useEffect, useSyncExternalStore } from 'react';
import type { IconName } from './Icon';

/** What the open page can do beside what every page can; the palette offers it. */
export interface PageAction {
  id: string;
  name: string;
  icon: IconName;
  run: () => void;
}

const NONE: readonly PageAction[] = [];
let offered = NONE;
const listeners = new Set<() => void>();

function offer(actions: readonly PageAction[]): void {
  offered = actions;
  for (const tell of listeners) tell();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Offers these as long as the page is open; the list stays the same while it says the same. */
export function useOffer(actions: readonly PageAction[]): void {
  useEffect(() => {
    offer(actions);
    return () => offer(NONE);
  }, [actions]);
}

export function usePageActions(): readonly PageAction[] {
  return useSyncExternalStore(subscribe, () => offered);
}
