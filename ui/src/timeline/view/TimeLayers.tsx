import { useMemo, useSyncExternalStore } from 'react';
import type { Day } from '../core/days';
import { labelOf, type Tick, type TickWords, tiersOver, weekendsOver } from '../core/ticks';
import type { TimelineController } from './controller';
import { days } from './style';
import styles from './TimeLayers.module.css';
import { useLayer } from './useLayer';

interface LayerProps {
  controller: TimelineController;
}

function useTiers(controller: TimelineController) {
  const rendered = useSyncExternalStore(controller.onWindow, controller.window);
  return useMemo(
    () => ({
      ...tiersOver(rendered, rendered.pxPerDay),
      weekends: weekendsOver(rendered, rendered.pxPerDay),
      pxPerDay: rendered.pxPerDay,
    }),
    [rendered],
  );
}

const keyOf = (tick: Tick) => `${tick.unit} ${tick.start}`;

/** The two tiers above the plot. Decoration: every bar and marker says its days itself. */
export function TimeHeader({
  controller,
  words,
  today,
  todayWord,
}: LayerProps & { words: TickWords; today: Day; todayWord: string }) {
  const layer = useLayer(controller, true);
  const { major, minor, pxPerDay } = useTiers(controller);
  const { origin } = controller;
  return (
    <div className={styles.header} data-timeline-header aria-hidden="true">
      <div ref={layer} className={styles.layer}>
        {major.map((tick) => (
          <div
            key={keyOf(tick)}
            className={styles.major}
            style={days(tick.start - origin, tick.end - tick.start)}
          >
            <span>{labelOf(tick, 'major', words, pxPerDay)}</span>
          </div>
        ))}
        {minor.map((tick) => (
          <div
            key={keyOf(tick)}
            className={styles.minor}
            style={days(tick.start - origin, tick.end - tick.start)}
          >
            {labelOf(tick, 'minor', words, pxPerDay)}
          </div>
        ))}
        <div className={styles.todayWord} style={days(today - origin)}>
          {todayWord}
        </div>
      </div>
    </div>
  );
}

/** Lines between the units and shaded weekends, behind the rows. */
export function TimeGrid({ controller }: LayerProps) {
  const layer = useLayer(controller);
  const { major, minor, weekends } = useTiers(controller);
  const { origin } = controller;
  const majors = new Set(major.map((tick) => tick.start));
  return (
    <div className={styles.grid} aria-hidden="true">
      <div ref={layer} className={styles.layer}>
        {weekends.map((weekend) => (
          <div key={weekend.start} className={styles.weekend} style={days(weekend.start - origin, 2)} />
        ))}
        {minor.map((tick) => (
          <div
            key={keyOf(tick)}
            className={majors.has(tick.start) ? styles.majorLine : styles.minorLine}
            style={days(tick.start - origin)}
          />
        ))}
        {major.map((tick) => (
          <div key={keyOf(tick)} className={styles.majorLine} style={days(tick.start - origin)} />
        ))}
      </div>
    </div>
  );
}
