import { useCallback, useEffect, useRef, useState } from 'react';

/** Which row of a list the reader is at, by keyboard or pointer. Where one leaves the list, the next takes its place. */
export function useRoving(ids: readonly string[]) {
  const [current, setCurrent] = useState<string>();
  const rows = useRef(new Map<string, HTMLElement>());
  const place = useRef(0);
  const found = current === undefined ? -1 : ids.indexOf(current);
  const id = found >= 0 ? current : undefined;
  useEffect(() => {
    if (found >= 0) place.current = found;
  }, [found]);

  const goTo = useCallback((wanted: string) => {
    setCurrent(wanted);
    rows.current.get(wanted)?.focus();
  }, []);

  /** The row so many further, from the one the reader is at; none where the list ends. */
  const after = useCallback(
    (step: number): string | undefined => {
      if (id !== undefined) return ids[found + step];
      return ids[Math.min(place.current, ids.length - 1)];
    },
    [id, ids, found],
  );

  const row = useCallback(
    (one: string) => ({
      ref: (element: HTMLElement | null) => {
        if (element) rows.current.set(one, element);
        else rows.current.delete(one);
      },
      onFocus: () => setCurrent(one),
    }),
    [],
  );

  return { current: id, after, goTo, row };
}
