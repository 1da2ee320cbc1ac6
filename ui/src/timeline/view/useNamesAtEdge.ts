import { type RefObject, useEffect } from 'react';
import type { RowRange } from '../core/geometry';
import type { Row } from '../core/tree';
import type { TimelineController } from './controller';
import { pushPins } from './pins';
import { widthOf } from './widths';

/** Names of phases that begin before the left edge come into view whenever the timeline comes to rest. */
export function useNamesAtEdge(
  controller: TimelineController,
  plot: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  range: RowRange,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows that have just come into view have names as well
  useEffect(() => {
    const push = () => {
      const view = controller.view();
      pushPins(plot.current, view, (element, start, end) => {
        if (start >= view.start || end <= view.start) return false;
        return (end - view.start) * view.pxPerDay < widthOf(element.textContent ?? '', 'phase') + 14;
      });
    };
    push();
    return controller.onSettled(push);
  }, [controller, plot, rows, range]);
}
