import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { type Affected, affectedBy, touches } from './affected';
import { type LiveState, openStream } from './stream';

const LiveContext = createContext<LiveState>('connecting');

/** Keeps what is on screen as new as the journal. The only place that reads the stream. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');

  useEffect(
    () =>
      openStream('/api/v1/events', {
        onState: setState,
        onReset: () => void queries.invalidateQueries(),
        onEvents: (events) => {
          const affected = events.map(affectedBy).filter((one): one is Affected => one !== null);
          void queries.invalidateQueries({
            predicate: (query) => affected.some((one) => touches(one, query)),
          });
        },
      }),
    [queries],
  );

  return <LiveContext.Provider value={state}>{children}</LiveContext.Provider>;
}

export function useLiveState(): LiveState {
  return useContext(LiveContext);
}
