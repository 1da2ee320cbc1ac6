import {
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react';
import type { Day, Span } from '../core/days';
import type { TimelineItem } from '../core/model';
import { alarmsOf, shareOf, skylineOf, viewAtShare, viewByKey } from '../core/overview';
import { spanOf } from '../core/scale';
import type { TimelineController } from './controller';
import styles from './OverviewStrip.module.css';

interface OverviewStripProps {
  controller: TimelineController;
  items: readonly TimelineItem[];
  /** The days it shows. */
  whole: Span;
  today: Day;
  words: {
    readonly name: string;
    /** The days on the screen. */
    daysOf(span: Span): string;
    readonly first: string;
    readonly last: string;
  };
}

/** How busy the whole time is, in one line; the part on the screen can be moved by pointer and by keys. */
export function OverviewStrip({ controller, items, whole, today, words }: OverviewStripProps) {
  const strip = useRef<HTMLDivElement>(null);
  const handle = useRef<HTMLDivElement>(null);
  const settled = useSyncExternalStore(controller.onSettled, controller.settled);
  const skyline = useMemo(() => skylineOf(items, whole), [items, whole]);
  const alarms = useMemo(() => alarmsOf(items, whole), [items, whole]);
  const days = whole.end - whole.start;
  const percent = (day: Day) => `${((day - whole.start) / days) * 100}%`;

  useEffect(() => {
    const place = () => {
      const element = handle.current;
      if (!element) return;
      const { left, width } = shareOf(whole, spanOf(controller.view()));
      element.style.left = `${left * 100}%`;
      element.style.width = `${width * 100}%`;
    };
    place();
    return controller.onFrame(place);
  }, [controller, whole]);

  // Where in the handle it was taken, so that it does not jump; beside it, its middle comes to the pointer.
  const grip = useRef<number | null>(null);
  const shareAt = (event: PointerEvent<HTMLElement>) => {
    const box = strip.current?.getBoundingClientRect();
    return box && box.width > 0 ? (event.clientX - box.left) / box.width : 0;
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    const { left, width } = shareOf(whole, spanOf(controller.view()));
    const share = shareAt(event);
    grip.current = share >= left && share <= left + width ? share - (left + width / 2) : 0;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (grip.current === 0) controller.show(viewAtShare(controller.view(), whole, share));
    handle.current?.focus({ preventScroll: true });
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (grip.current === null) return;
    controller.show(viewAtShare(controller.view(), whole, shareAt(event) - grip.current));
  };
  const onPointerEnd = () => {
    grip.current = null;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const view = viewByKey(controller.heading(), whole, event.key);
    if (!view || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    controller.glide(view);
  };

  const shown = spanOf(settled);
  return (
    <div className={styles.overview}>
      <div className={styles.names}>
        <span>{words.name}</span>
        <span className={styles.ends}>
          {words.first} – {words.last}
        </span>
      </div>
      <div
        ref={strip}
        className={styles.strip}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerEnd}
        onPointerCancel={onPointerEnd}
      >
        <svg
          aria-hidden="true"
          className={styles.skyline}
          viewBox={`0 0 ${days} 1`}
          preserveAspectRatio="none"
        >
          <path d={skyline} />
        </svg>
        {alarms.map((day) => (
          <span key={day} aria-hidden="true" className={styles.alarm} style={{ left: percent(day + 0.5) }} />
        ))}
        {today >= whole.start && today < whole.end && (
          <span aria-hidden="true" className={styles.today} style={{ left: percent(today) }} />
        )}
        <div
          ref={handle}
          role="slider"
          tabIndex={0}
          className={styles.handle}
          aria-label={words.name}
          aria-valuemin={0}
          aria-valuemax={Math.round(days)}
          aria-valuenow={Math.round(Math.min(days, Math.max(0, shown.start - whole.start)))}
          aria-valuetext={words.daysOf(shown)}
          onKeyDown={onKeyDown}
        />
      </div>
    </div>
  );
}
