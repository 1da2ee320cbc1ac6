import { type RefObject, useEffect, useRef } from 'react';
import type { TimelineController } from './controller';

/** A press that moves less than this is a click, in CSS pixels. */
const DRAG_FROM = 4;
/** A notch of a wheel is 100 or more; a pinch comes in small steps and must not feel slow. */
const NOTCH = 40;
const SAME_GESTURE_MS = 300;

/**
 * Wheel sideways or with Shift, and dragging, move through time; Ctrl with the wheel (and pinching, which a
 * browser reports as that) zooms at the pointer; a plain wheel scrolls the rows, and over the header it moves too.
 * Returns whether the press that just ended was a drag.
 */
export function usePanZoom(
  controller: TimelineController,
  root: RefObject<HTMLElement | null>,
  plot: RefObject<HTMLElement | null>,
): RefObject<boolean> {
  const dragged = useRef(false);

  useEffect(() => {
    const element = root.current;
    if (!element) return;

    // Measured once per gesture at most: in the middle of a zoom it would make the browser lay everything out.
    let left = 0;
    let measuredAt = Number.NEGATIVE_INFINITY;
    const leftOf = (event: WheelEvent) => {
      if (event.timeStamp - measuredAt > SAME_GESTURE_MS)
        left = plot.current?.getBoundingClientRect().left ?? 0;
      measuredAt = event.timeStamp;
      return left;
    };

    const wheel = (event: WheelEvent) => {
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 32 : 1;
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      const onHeader =
        event.target instanceof Element && event.target.closest('[data-timeline-header]') !== null;
      if (event.ctrlKey || event.metaKey) {
        const delta = event.deltaY * unit;
        controller.zoom(
          Math.max(0, event.clientX - leftOf(event)),
          Math.exp(-delta * (Math.abs(delta) < NOTCH ? 0.01 : 0.0022)),
        );
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        controller.pan(sideways * unit);
      } else if (onHeader) {
        controller.pan(event.deltaY * unit);
      } else {
        return;
      }
      event.preventDefault();
    };

    let last: number | null = null;
    let from = 0;
    const down = (event: PointerEvent) => {
      dragged.current = false;
      const inPlot =
        event.target instanceof Element &&
        event.target.closest('[data-timeline-plot], [data-timeline-header]');
      if (event.button !== 0 || !inPlot) return;
      from = event.clientX;
      last = event.clientX;
    };
    const move = (event: PointerEvent) => {
      if (last === null) return;
      if (!dragged.current) {
        if (Math.abs(event.clientX - from) < DRAG_FROM) return;
        dragged.current = true;
        element.setPointerCapture(event.pointerId);
        element.dataset.dragging = '';
      }
      controller.pan(last - event.clientX);
      last = event.clientX;
    };
    const up = () => {
      last = null;
      delete element.dataset.dragging;
    };

    element.addEventListener('wheel', wheel, { passive: false });
    element.addEventListener('pointerdown', down);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', up);
    return () => {
      element.removeEventListener('wheel', wheel);
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('pointercancel', up);
    };
  }, [controller, root, plot]);

  return dragged;
}
