import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { RowGeometry, RowRange } from '../core/geometry';

/** Rendered above and below what is visible, in CSS pixels: the rows of one quick turn of the wheel. */
const OVERSCAN = 140;

/**
 * The rows to render, which change only when scrolling shows one that is not rendered, and where the scroll offset
 * was last seen.
 */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  geometry: RowGeometry,
): { range: RowRange; seen: RefObject<{ top: number }> } {
  const [scroll, setScroll] = useState({ top: 0, height: 800 });
  const range = useMemo(
    () => geometry.between(scroll.top - OVERSCAN, scroll.top + scroll.height + OVERSCAN),
    [geometry, scroll],
  );
  const rendered = useRef({ range, geometry });
  rendered.current = { range, geometry };
  const seen = useRef(scroll);
  const again = useRef(() => {});

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const { top, height } = seen.current;
      const visible = rendered.current.geometry.between(top, top + height);
      const { first, last } = rendered.current.range;
      if (visible.first < first || visible.last > last) setScroll({ top, height });
    };
    again.current = look;
    const onScroll = () => {
      seen.current = { ...seen.current, top: element.scrollTop };
      look();
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    const resize = new ResizeObserver(([entry]) => {
      if (entry) seen.current = { top: element.scrollTop, height: entry.contentRect.height };
      look();
    });
    resize.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      resize.disconnect();
    };
  }, [scroller]);

  // Other rows may have taken the place of those that were visible. The offset was noted when it changed: asking
  // for it now would make the browser lay everything out at once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the new geometry that asks for another look
  useLayoutEffect(() => again.current(), [geometry]);

  return { range, seen };
}
