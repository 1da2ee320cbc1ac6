import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { RowGeometry, RowRange } from '../core/geometry';

/** Rendered above and below what is visible, in CSS pixels: the rows of one quick turn of the wheel. */
const OVERSCAN = 140;

/** The rows to render; changes only when scrolling shows one that is not rendered. */
export function useRowWindow(scroller: RefObject<HTMLElement | null>, geometry: RowGeometry): RowRange {
  const [scroll, setScroll] = useState({ top: 0, height: 800 });
  const range = useMemo(
    () => geometry.between(scroll.top - OVERSCAN, scroll.top + scroll.height + OVERSCAN),
    [geometry, scroll],
  );
  const rendered = useRef({ range, geometry });
  rendered.current = { range, geometry };
  const again = useRef(() => {});

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const top = element.scrollTop;
      const height = element.clientHeight;
      const visible = rendered.current.geometry.between(top, top + height);
      const { first, last } = rendered.current.range;
      if (visible.first < first || visible.last > last) setScroll({ top, height });
    };
    again.current = look;
    look();
    element.addEventListener('scroll', look, { passive: true });
    const resize = new ResizeObserver(look);
    resize.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      resize.disconnect();
    };
  }, [scroller]);

  // Other rows may have moved what is visible, and the scroll offset with it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the new geometry that asks for another look
  useLayoutEffect(() => again.current(), [geometry]);

  return range;
}
