import { useDeferredValue, useSyncExternalStore } from 'react';
import { spanOf } from '../core/scale';
import type { RenderedWindow, TimelineController } from './controller';

/**
 * The days to render. While those that are rendered still cover the screen, others for a new step of zoom may wait until
 * there is time for them, so that no frame has to do all of it.
 */
export function useRendered(controller: TimelineController): RenderedWindow {
  const now = useSyncExternalStore(controller.onWindow, controller.window);
  const before = useDeferredValue(now);
  const { start, end } = spanOf(controller.view());
  return before.start <= start && before.end >= end ? before : now;
}
