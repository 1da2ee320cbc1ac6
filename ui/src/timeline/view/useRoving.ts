import { type KeyboardEvent, type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { Day } from '../core/days';
import { ROW_HEIGHT, type RowGeometry } from '../core/geometry';
import { type Focus, intentOf } from '../core/keyboard';
import { centreOn, panBy, reveal, zoomAt } from '../core/scale';
import type { Row } from '../core/tree';
import type { TimelineController } from './controller';
import { stopsOf, targetOf } from './rowShape';
import type { TimelineActions } from './types';

interface RovingOptions {
  controller: TimelineController;
  rows: readonly Row[];
  geometry: RowGeometry;
  scroller: RefObject<HTMLElement | null>;
  root: RefObject<HTMLElement | null>;
  today: Day;
  actions: TimelineActions;
  idOf: (row: string) => string;
  /** Something is chosen and shown beside the timeline. */
  hasChoice: boolean;
}

const ZOOM_STEP = 1.5;
const SEQUENCE_MS = 1_200;

/** One tab stop in the whole timeline; arrows move it. Where it goes it is made visible, in rows and in time. */
export function useRoving(options: RovingOptions) {
  const { controller, rows, geometry, scroller, root, idOf } = options;
  const [focus, setFocus] = useState<Focus | null>(null);
  const pending = useRef<Focus | null>(null);

  // Rows go when the view leaves them. A keyboard that was on one goes on from the first row that is left.
  const holds = useRef(false);
  useLayoutEffect(() => {
    if (!holds.current || root.current?.contains(document.activeElement)) return;
    const [first] = rows;
    if (first) setFocus({ row: first.id, stop: 0 });
    const target = first ? document.getElementById(idOf(first.id)) : root.current;
    target?.focus({ preventScroll: true });
  });
  // The panel beside the timeline gives the focus back where it can; a marker is a drawing, to which it cannot.
  const { hasChoice } = options;
  const hadChoice = useRef(hasChoice);
  useLayoutEffect(() => {
    if (hadChoice.current && !hasChoice && document.activeElement === document.body) pending.current = focus;
    hadChoice.current = hasChoice;
  });
  useLayoutEffect(() => {
    const wanted = pending.current;
    if (!wanted) return;
    const row = rows.find((candidate) => candidate.id === wanted.row);
    if (!row) return;
    const stop = stopsOf(row, controller.window().step)[wanted.stop - 1];
    const element =
      wanted.stop > 0 && stop
        ? root.current?.querySelector<HTMLElement>(
            `#${idOf(row.id)}-cell [data-stop="${CSS.escape(stop.id)}"]`,
          )
        : document.getElementById(idOf(row.id));
    if (!element) return;
    pending.current = null;
    element.focus({ preventScroll: true });
  });

  const onFocusChange = useCallback((isWithin: boolean) => {
    holds.current = isWithin;
  }, []);

  const moveTo = useCallback(
    (next: Focus) => {
      const index = rows.findIndex((row) => row.id === next.row);
      const row = rows[index];
      const element = scroller.current;
      if (!row || !element) return;
      element.scrollTop = geometry.scrollFor(index, element.scrollTop, element.clientHeight - ROW_HEIGHT / 2);
      const stop = stopsOf(row, controller.window().step)[next.stop - 1];
      if (next.stop > 0 && stop) {
        const to = reveal(controller.heading(), { start: stop.at, end: stop.at }, 80);
        if (to !== controller.heading()) controller.glide(to);
      }
      pending.current = next;
      setFocus(next);
    },
    [controller, geometry, rows, scroller],
  );

  const goUntil = useRef(0);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // `g` begins the name of another page (`g t`), whose second letter is not ours.
    const goes = event.timeStamp < goUntil.current;
    goUntil.current = event.key === 'g' ? event.timeStamp + SEQUENCE_MS : 0;
    if (goes) return;
    const intent = intentOf(
      { key: event.key, shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey || event.altKey },
      {
        rows,
        focus,
        page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1),
        stopsOf: (row) => stopsOf(row, controller.window().step).length,
      },
    );
    if (!intent) return;
    event.preventDefault();
    const view = controller.heading();
    const rowOf = (id: string) => rows.find((row) => row.id === id);
    switch (intent.type) {
      case 'focus':
        moveTo(intent.focus);
        break;
      case 'toggle':
        options.actions.toggle(intent.row);
        moveTo({ row: intent.row, stop: 0 });
        break;
      case 'open': {
        const row = rowOf(intent.row);
        if (row) options.actions.open(row);
        break;
      }
      case 'choose':
      case 'move': {
        const row = rowOf(intent.focus.row);
        if (!row) break;
        const { step } = controller.window();
        const stop = stopsOf(row, step)[intent.focus.stop - 1];
        options.actions[intent.type](targetOf(row, step, stop?.id));
        break;
      }
      case 'zoom':
        controller.glide(zoomAt(view, view.width / 2, intent.direction > 0 ? ZOOM_STEP : 1 / ZOOM_STEP));
        break;
      case 'pan':
        controller.glide(panBy(view, (intent.direction * view.width) / 4));
        break;
      case 'today':
        controller.glide(centreOn(view, options.today));
        break;
      case 'fit':
        options.actions.fit();
    }
  };

  return { focus, setFocus, onKeyDown, onFocusChange };
}
