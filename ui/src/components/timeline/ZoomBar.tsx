import { ActionIcon, Button } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useText } from '../../i18n/text';
import type { Day, Span } from '../../timeline/core/days';
import {
  centreOn,
  daysIn,
  fitted,
  MAX_DAYS,
  MIN_DAYS,
  PRESET_DAYS,
  PRESETS,
  panBy,
  presetOf,
  zoomAt,
  zoomTo,
} from '../../timeline/core/scale';
import type { TimelineController } from '../../timeline/view/controller';
import { Icon } from '../Icon';
import { ShownDays } from './ShownDays';
import styles from './ZoomBar.module.css';

interface ZoomBarProps {
  controller: TimelineController;
  today: Day;
  /** Everything there is to see, for one look at all of it. */
  extent: Span | null;
  /** A phone has a list instead of a timeline: it goes through time but does not zoom. */
  onlyMoves?: boolean;
}

const STEP = 1.5;

/** Where in time, and how much of it. */
export function ZoomBar({ controller, today, extent, onlyMoves = false }: ZoomBarProps) {
  const text = useText();
  const view = useSyncExternalStore(controller.onSettled, controller.settled);
  const days = daysIn(view);
  const step = (direction: 1 | -1) =>
    controller.glide(panBy(controller.heading(), direction * view.width * 0.75));
  const zoom = (factor: number) => controller.glide(zoomAt(controller.heading(), view.width / 2, factor));
  return (
    <div className={styles.bar}>
      <div className={styles.moves}>
        <ActionIcon aria-label={text('calendar.previous')} onClick={() => step(-1)}>
          <span className={styles.back}>
            <Icon name="chevron" />
          </span>
        </ActionIcon>
        <Button variant="default" onClick={() => controller.glide(centreOn(controller.heading(), today))}>
          {text('timeline.today')}
        </Button>
        <ActionIcon aria-label={text('calendar.next.period')} onClick={() => step(1)}>
          <Icon name="chevron" />
        </ActionIcon>
      </div>
      {onlyMoves && (
        <p className={styles.range}>
          <ShownDays controller={controller} />
        </p>
      )}
      {!onlyMoves && (
        <>
          {/* biome-ignore lint/a11y/useSemanticElements: buttons, not fields of a form */}
          <div role="group" aria-label={text('calendar.zoom')} className={styles.presets}>
            {PRESETS.map((preset) => (
              <button
                key={preset}
                type="button"
                className={styles.preset}
                aria-pressed={presetOf(view) === preset}
                onClick={() => controller.glide(zoomTo(controller.heading(), PRESET_DAYS[preset]))}
              >
                {text(`calendar.zoom.${preset}`)}
              </button>
            ))}
          </div>
          <div className={styles.moves}>
            <ActionIcon
              aria-label={text('calendar.zoom.out')}
              aria-disabled={days >= MAX_DAYS - 1 || undefined}
              title={days >= MAX_DAYS - 1 ? text('calendar.zoom.widest') : text('calendar.zoom.out')}
              onClick={() => zoom(1 / STEP)}
            >
              <span className={styles.glyph}>−</span>
            </ActionIcon>
            <ActionIcon
              aria-label={text('calendar.zoom.in')}
              aria-disabled={days <= MIN_DAYS + 0.01 || undefined}
              title={days <= MIN_DAYS + 0.01 ? text('calendar.zoom.closest') : text('calendar.zoom.in')}
              onClick={() => zoom(STEP)}
            >
              <span className={styles.glyph}>+</span>
            </ActionIcon>
          </div>
          {extent && (
            <Button
              variant="subtle"
              title={text('calendar.fit.what')}
              onClick={() => controller.glide(fitted(controller.heading(), extent))}
            >
              {text('calendar.fit')}
            </Button>
          )}
        </>
      )}
    </div>
  );
}
