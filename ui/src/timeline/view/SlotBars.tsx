import type { Day } from '../core/days';
import { SLOT_AIR, SLOT_LANE } from '../core/geometry';
import type { SlotState } from '../core/model';
import bands from './Bands.module.css';
import { pin } from './pins';
import type { RowSlot } from './rowShape';
import styles from './SlotBars.module.css';
import { placed } from './style';
import type { ResourceLook } from './types';

interface SlotBarsProps {
  slots: readonly RowSlot[];
  origin: Day;
  look: ResourceLook;
  /** The slot that is the tab stop. */
  stop: string | null;
  chosen: string | null;
}

/** Who has a resource when, in lanes, before the times in which nobody may. */
export function SlotBars({ slots, origin, look, stop, chosen }: SlotBarsProps) {
  return slots.map(({ slot, lane, text }) => {
    const { id, span, state } = slot;
    const place = placed(origin, span.start, span.end);
    if (lane === null)
      return (
        <div
          key={id}
          role="img"
          aria-label={look.nameOfSlot(slot)}
          className={bands.block}
          data-band="blockout"
          style={place}
        />
      );
    return (
      // biome-ignore lint/a11y/useSemanticElements: hundreds of these move in every frame, and buttons lay out boxes of their own
      <div
        key={id}
        role="button"
        tabIndex={id === stop ? 0 : -1}
        aria-label={look.nameOfSlot(slot)}
        className={styles.slot}
        data-stop={id}
        data-state={state}
        data-exclusive={slot.isExclusive || undefined}
        data-pale={look.isPale(slot) || undefined}
        data-chosen={id === chosen || undefined}
        data-named={text !== '' || undefined}
        style={{ ...place, top: SLOT_AIR + lane * SLOT_LANE }}
        {...pin(span.start, span.end)}
      >
        {text}
      </div>
    );
  });
}

/** What a slot in this state looks like, beside the word for it. */
export function SlotSwatch({ state, isExclusive = false }: { state: SlotState; isExclusive?: boolean }) {
  if (state === 'blocked') return <span aria-hidden="true" className={bands.swatch} data-band="blockout" />;
  return (
    <span
      aria-hidden="true"
      className={styles.swatch}
      data-state={state}
      data-exclusive={isExclusive || undefined}
    />
  );
}
