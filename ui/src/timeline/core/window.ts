/** Which releases a window of days shows. */
import type { Span } from './days';
import { extentOf, type TimelineItem } from './model';

/** From the first to the last thing an item shows; items do not change, so this is worked out once. */
const extents = new WeakMap<TimelineItem, Span>();

function extentOfOne(item: TimelineItem): Span {
  let extent = extents.get(item);
  if (!extent) {
    extent = extentOf([item]) ?? item.span;
    extents.set(item, extent);
  }
  return extent;
}

/** Items of which anything lies in the window; what only touches it does not. */
export function itemsIn(items: readonly TimelineItem[], window: Span): TimelineItem[] {
  return items.filter((item) => {
    const { start, end } = extentOfOne(item);
    return start < window.end && window.start < end;
  });
}

/** The item the fewest days away from the window; the earlier one of two. */
export function nearestTo(items: readonly TimelineItem[], window: Span): TimelineItem | null {
  let nearest: TimelineItem | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const { start, end } = extentOfOne(item);
    const away = Math.max(0, start - window.end, window.start - end);
    if (away < least) {
      least = away;
      nearest = item;
    }
  }
  return nearest;
}
