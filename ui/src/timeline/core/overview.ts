/** Everything at once, small: how many releases are open at a time, and which part of it is on the screen. */
import type { Day, Span } from './days';
import { loadOf } from './load';
import type { TimelineItem } from './model';
import { centreOn, daysIn, panBy, type Viewport } from './scale';

/** The skyline of all bars as the path of a picture one high and as wide as its days; empty without any. */
export function skylineOf(items: readonly TimelineItem[], whole: Span): string {
  const spans = items.map(({ span }) => ({
    start: Math.max(span.start, whole.start),
    end: Math.min(span.end, whole.end),
  }));
  const steps = loadOf(spans);
  const most = Math.max(1, ...steps.map(({ count }) => count));
  return steps
    .map(
      ({ start, end, count }) =>
        `M${start - whole.start} 1V${(1 - count / most).toFixed(3)}H${end - whole.start}V1z`,
    )
    .join('');
}

/** Days whose gates or milestones are past their day or failed: where somebody has to look. */
export function alarmsOf(items: readonly TimelineItem[], whole: Span): Day[] {
  const days = new Set<Day>();
  for (const { markers } of items) {
    for (const { state, day } of markers) {
      if ((state === 'overdue' || state === 'failed') && day >= whole.start && day < whole.end) days.add(day);
    }
  }
  return [...days].sort((left, right) => left - right);
}

/** Which part of the whole a span is, both from 0 to 1. */
export function shareOf(whole: Span, { start, end }: Span): { left: number; width: number } {
  const days = Math.max(1, whole.end - whole.start);
  const clamp = (day: Day) => Math.min(1, Math.max(0, (day - whole.start) / days));
  return { left: clamp(start), width: clamp(end) - clamp(start) };
}

/** The view with a place of the overview in its middle; `share` is 0 at its left edge and 1 at its right. */
export function viewAtShare(view: Viewport, whole: Span, share: number): Viewport {
  const within = Math.min(1, Math.max(0, share));
  return centreOn(view, whole.start + within * (whole.end - whole.start));
}

/** A key on the overview: arrows move a tenth of the view, pages a whole one; `null` leaves it to the browser. */
export function viewByKey(view: Viewport, whole: Span, key: string): Viewport | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return panBy(view, -view.width / 10);
    case 'ArrowRight':
    case 'ArrowUp':
      return panBy(view, view.width / 10);
    case 'PageUp':
      return panBy(view, -view.width);
    case 'PageDown':
      return panBy(view, view.width);
    case 'Home':
      return centreOn(view, whole.start + daysIn(view) / 2);
    case 'End':
      return centreOn(view, whole.end - daysIn(view) / 2);
    default:
      return null;
  }
}
