import { useQueries } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { approvalRequestQuery } from '../../api/gates';
import type { ApprovalRequest } from '../../api/types';
import { entriesOf, type Sitting, withRequests } from './minutes';

const STORED = 'signalbox.sitting';

const fresh = (): Sitting => ({ began: new Date().toISOString(), present: '', agenda: {} });

function stored(): Sitting {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(STORED) ?? 'null');
    if (typeof found === 'object' && found !== null && 'agenda' in found) return found as Sitting;
  } catch {
    // What cannot be read is no sitting.
  }
  return fresh();
}

/** The sitting of this browser tab: it outlives a reload, and what left the agenda is read for its minutes. */
export function useSitting(open: ApprovalRequest[]) {
  const [kept, setKept] = useState(stored);
  const sitting = useMemo(() => withRequests(kept, open), [kept, open]);
  useEffect(() => {
    setKept(sitting);
    sessionStorage.setItem(STORED, JSON.stringify(sitting));
  }, [sitting]);
  const gone = Object.keys(sitting.agenda).filter((id) => !open.some((request) => request.id === id));
  const ended = useQueries({
    queries: gone.map((id) => approvalRequestQuery(id)),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
  const entries = useMemo(() => entriesOf(sitting, [...open, ...ended]), [sitting, open, ended]);
  return {
    sitting,
    entries,
    setPresent: (present: string) => setKept((before) => ({ ...before, present })),
    beginAgain: () => setKept(fresh()),
  };
}
