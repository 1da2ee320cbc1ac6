import { useDeferredValue, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { Day } from '../../timeline/core/days';
import { spanOf, viewOf } from '../../timeline/core/scale';
import { TimelineController } from '../../timeline/view/controller';
import { searchOf, type ViewSearch, viewIn } from './address';

/** Until the plot has been measured. */
const SOME_WIDTH = 1_000;
/** The address follows when one has stopped for a moment, not at every stop on the way. */
const NOTE_MS = 400;

/**
 * The view lives in the controller while it moves and in the address once it rests. An address changed by a link
 * or the back button moves the view; the controller's own note of itself does not.
 */
export function useTimelineView(
  search: ViewSearch,
  today: Day,
  days: number,
  onChange: (changes: ViewSearch) => void,
) {
  const [controller] = useState(() => {
    const view = viewIn(search, today, days);
    return new TimelineController(view.start, view.days, SOME_WIDTH);
  });
  const noted = useRef({ from: search.from, days: search.days });
  const change = useRef(onChange);
  change.current = onChange;

  useEffect(() => {
    let timer = 0;
    // Being measured settles the view as well, but leaves it at the same days.
    let last = searchOf(controller.view());
    const note = () => {
      const next = searchOf(controller.settled());
      if (isSame(next, last) || isSame(next, noted.current)) return;
      last = next;
      noted.current = next;
      change.current(next);
    };
    const stop = controller.onSettled(() => {
      clearTimeout(timer);
      timer = window.setTimeout(note, NOTE_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
      controller.stop();
    };
  }, [controller]);

  useEffect(() => {
    if (isSame(search, noted.current)) return;
    noted.current = { from: search.from, days: search.days };
    const view = viewIn(search, today, days);
    controller.show(viewOf(view.start, view.days, controller.view().width));
  }, [controller, search, today, days]);

  // Other rows may take a while to render; meanwhile the view can already be moved again.
  const settled = useDeferredValue(useSyncExternalStore(controller.onSettled, controller.settled));
  const shown = useMemo(() => spanOf(settled), [settled]);
  return { controller, shown };
}

function isSame(one: ViewSearch, other: ViewSearch): boolean {
  return one.from === other.from && one.days === other.days;
}
