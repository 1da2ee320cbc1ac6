import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { parseDay, type Span } from '../../timeline/core/days';
import { daysIn, viewOf } from '../../timeline/core/scale';
import { nearestTo } from '../../timeline/core/window';
import type { TimelineController } from '../../timeline/view/controller';
import { latestRelease } from './asked';
import type { useCalendarData } from './useCalendarData';

/** Most of a view that goes to a release lies before its end: how it came about matters more than what follows. */
const BEFORE_END = 0.82;

interface ElsewhereOptions {
  controller: TimelineController;
  data: Pick<ReturnType<typeof useCalendarData>, 'query' | 'items' | 'found' | 'inView'>;
  shown: Span;
  /** The address asks for no particular days. */
  isNew: boolean;
}

/**
 * Where the nearest release is when none is shown. A calendar that was opened without asking for days goes there
 * by itself, so that a finished plan does not look like none.
 */
export function useElsewhere({ controller, data, shown, isNew }: ElsewhereOptions) {
  const isEmpty = data.inView.length === 0 && data.query.isSuccess && !data.query.isPlaceholderData;
  const near = isEmpty
    ? nearestTo(
        data.items.filter((item) => data.found.has(item.id)),
        shown,
      )
    : null;
  const latest = useQuery({ ...latestRelease, enabled: isEmpty && near === null }).data;
  const last = latest?.target ? parseDay(latest.target.date) : null;
  const end = near ? near.span.end : last === null ? null : last + 1;
  const name = near?.name ?? latest?.parent?.name ?? latest?.name ?? '';

  const isUntouched = useRef(isNew);
  useEffect(() => {
    if (!isUntouched.current || !data.query.isSuccess) return;
    if (isEmpty && end === null) return;
    isUntouched.current = false;
    if (isEmpty && end !== null) goTo(controller, end);
  }, [controller, data.query.isSuccess, isEmpty, end]);

  return isEmpty && end !== null ? { name, show: () => goTo(controller, end) } : null;
}

function goTo(controller: TimelineController, end: number): void {
  const view = controller.view();
  const days = daysIn(view);
  controller.glide(viewOf(end - days * BEFORE_END, days, view.width));
}
