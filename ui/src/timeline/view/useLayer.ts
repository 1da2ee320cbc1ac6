import { type RefCallback, useCallback } from 'react';
import type { TimelineController } from './controller';

/** The element with this ref moves with the view. */
export function useLayer(controller: TimelineController): RefCallback<HTMLElement> {
  return useCallback(
    (element: HTMLElement | null) => (element ? controller.addLayer(element) : undefined),
    [controller],
  );
}
