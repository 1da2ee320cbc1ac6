import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { Day } from '../../timeline/core/days';
import { spanOf, viewOf } from '../../timeline/core/scale';
import { TimelineController } from '../../timeline/view/controller';
import { rangeFor } from './calendar';
import { type CalendarSearch, searchOf, viewIn } from './search';

/** Until the plot has been measured. */
const SOME_WIDTH = 1_000;

/**
 * The view lives in the controller while it moves and in the address once it rests. An address changed by a link
 * or the back button moves the view; the controller's own note of itself does not.
 */
export function useCalendarView(
  search: CalendarSearch,
  today: Day,
  days: number,
  onChange: (changes: CalendarSearch) => void,
) {
  const [controller] = useState(() => {
    const view = viewIn(search, today, days);
    return new TimelineController(view.start, view.days, SOME_WIDTH);
  });
  const noted = useRef({ from: search.from, days: search.days });
  const change = useRef(onChange);
  change.current = onChange;

  useEffect(() => {
    let width = controller.view().width;
    const stop = controller.onSettled(() => {
      const view = controller.settled();
      const isMeasured = view.width !== width;
      width = view.width;
      const next = searchOf(view);
      if (isMeasured || (next.from === noted.current.from && next.days === noted.current.days)) return;
      noted.current = next;
      change.current(next);
    });
    return () => {
      stop();
      controller.stop();
    };
  }, [controller]);

  useEffect(() => {
    if (search.from === noted.current.from && search.days === noted.current.days) return;
    noted.current = { from: search.from, days: search.days };
    const view = viewIn(search, today, days);
    controller.show(viewOf(view.start, view.days, controller.view().width));
  }, [controller, search, today, days]);

  const settled = useSyncExternalStore(controller.onSettled, controller.settled);
  const shown = useMemo(() => spanOf(settled), [settled]);
  const { start, end } = rangeFor(shown);
  const range = useMemo(() => ({ start, end }), [start, end]);
  return { controller, shown, range };
}
