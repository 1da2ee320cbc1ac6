import { type ReactNode, useLayoutEffect, useMemo, useRef } from 'react';
import type { Band } from '../core/bands';
import type { Day } from '../core/days';
import { labelOf, type Tick, type TickWords, tiersOver, weekendsOver } from '../core/ticks';
import { BandColumns } from './BandColumns';
import type { TimelineController } from './controller';
import { pin, pushPins } from './pins';
import { placed } from './style';
import styles from './TimeAxis.module.css';
import { useLayer } from './useLayer';
import { useRendered } from './useRendered';
import { widthOf } from './widths';

interface TimeAxisProps {
  controller: TimelineController;
  words: TickWords;
  bands: readonly Band[];
  today: Day;
  todayWord: string;
}

const keyOf = (tick: Tick) => `${tick.unit} ${tick.start}`;

/**
 * Two tiers of time above the rows, and behind the rows the lines between their units, the weekends and the
 * bands.
 * Decoration: every bar and marker says its days itself.
 */
export function TimeAxis({ controller, words, bands, today, todayWord }: TimeAxisProps) {
  const axis = useRef<HTMLDivElement>(null);
  const layer = useLayer(controller);
  const rendered = useRendered(controller);
  const { origin } = controller;

  const ticks: ReactNode = useMemo(() => {
    const { pxPerDay } = rendered;
    const { major, minor } = tiersOver(rendered, pxPerDay);
    return (
      <>
        {weekendsOver(rendered, pxPerDay).map((weekend) => (
          <div
            key={weekend.start}
            className={styles.weekend}
            style={placed(origin, weekend.start, weekend.end)}
          />
        ))}
        {minor.map((tick) => (
          <div key={keyOf(tick)} className={styles.minor} style={placed(origin, tick.start, tick.end)}>
            {labelOf(tick, 'minor', words, pxPerDay)}
          </div>
        ))}
        {major.map((tick) => (
          <div
            key={keyOf(tick)}
            className={styles.major}
            style={placed(origin, tick.start, tick.end)}
            {...pin(tick.start, tick.end)}
          >
            {labelOf(tick, 'major', words, pxPerDay)}
          </div>
        ))}
      </>
    );
  }, [rendered, origin, words]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: new ticks have to be pushed too
  useLayoutEffect(() => {
    const push = () => pushMajors(axis.current, controller);
    push();
    return controller.onFrame(push);
  }, [controller, ticks]);

  return (
    <div ref={axis} className={styles.axis} data-timeline-header aria-hidden="true">
      <div ref={layer} className={styles.layer}>
        {ticks}
        <BandColumns bands={bands} rendered={rendered} origin={origin} />
        <div className={styles.todayWord} style={placed(origin, today)}>
          {todayWord}
        </div>
      </div>
    </div>
  );
}

/** A label that no longer fits what is left of its unit is hidden rather than cut to a stump. */
function pushMajors(axis: HTMLElement | null, controller: TimelineController): void {
  const view = controller.view();
  pushPins(axis, view, (element, start, end) => {
    const left = Math.max(start, view.start);
    const room = (end - left) * view.pxPerDay;
    return room < widthOf(element.textContent ?? '', 'major') + 12;
  });
}
