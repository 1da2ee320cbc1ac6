import { createContext, type ReactNode, useContext } from 'react';
import type { Release } from '../../api/types';

const ReleaseContext = createContext<Release | null>(null);

export function ReleaseProvider({ release, children }: { release: Release; children: ReactNode }) {
  return <ReleaseContext.Provider value={release}>{children}</ReleaseContext.Provider>;
}

/** The release of the page, always as new as the last answer. */
export function useRelease(): Release {
  const release = useContext(ReleaseContext);
  if (release === null) throw new Error('useRelease outside of a release page');
  return release;
}

/** Why nothing here can be changed; the server would say the same. */
export function useReadOnlyReason(whenArchived: string): string | null {
  return useRelease().archived_at === null ? null : whenArchived;
}
