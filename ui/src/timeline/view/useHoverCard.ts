import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Anchor } from './HoverCard';

interface Shown<Target> {
  readonly target: Target;
  readonly anchor: Anchor;
}

const OPEN_MS = 250;
const CLOSE_MS = 140;

/**
 * One card at a time: it waits a moment before it opens, and again before it closes, so that one can go into it.
 * `keyOf` tells one target from another and stays the same function.
 */
export function useHoverCard<Target>(keyOf: (target: Target) => string) {
  const [shown, setShown] = useState<Shown<Target> | null>(null);
  const timer = useRef(0);
  const wanted = useRef<Target | null>(null);

  useEffect(() => () => clearTimeout(timer.current), []);

  const point = useCallback(
    (target: Target, anchor: Anchor) => {
      if (wanted.current && keyOf(wanted.current) === keyOf(target)) return;
      wanted.current = target;
      clearTimeout(timer.current);
      timer.current = window.setTimeout(() => setShown({ target, anchor }), OPEN_MS);
    },
    [keyOf],
  );

  const leave = useCallback(() => {
    if (!wanted.current) return;
    wanted.current = null;
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setShown(null), CLOSE_MS);
  }, []);

  const hide = useCallback(() => {
    wanted.current = null;
    clearTimeout(timer.current);
    setShown(null);
  }, []);

  const hold = useCallback(() => {
    clearTimeout(timer.current);
    setShown((now) => {
      wanted.current = now?.target ?? null;
      return now;
    });
  }, []);

  return useMemo(() => ({ shown, point, leave, hide, hold }), [shown, point, leave, hide, hold]);
}
