import { type RefObject, useLayoutEffect, useRef } from 'react';
import type { RowGeometry } from '../core/geometry';
import type { Row } from '../core/tree';

/** When rows come and go, what one was reading stays where it was: the top row, or the next one that is still there. */
export function useScrollAnchor(
  scroller: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  geometry: RowGeometry,
  seen: RefObject<{ top: number }>,
): void {
  const before = useRef({ rows, geometry });
  useLayoutEffect(() => {
    const { rows: oldRows, geometry: oldGeometry } = before.current;
    before.current = { rows, geometry };
    const element = scroller.current;
    const { top } = seen.current;
    if (!element || oldRows === rows || top === 0) return;
    const places = new Map(rows.map((row, index) => [row.id, index]));
    for (let index = oldGeometry.at(top); index >= 0 && index < oldRows.length; index += 1) {
      const now = places.get(oldRows[index]?.id ?? '');
      if (now === undefined) continue;
      const moved = geometry.top(now) - oldGeometry.top(index);
      if (moved !== 0) element.scrollTop = top + moved;
      return;
    }
  }, [scroller, rows, geometry, seen]);
}
