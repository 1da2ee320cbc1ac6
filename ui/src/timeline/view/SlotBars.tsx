import { memo } from 'react';
import type { Day } from '../core/days';
import { SLOT_AIR, SLOT_LANE } from '../core/geometry';
import type { Slot, SlotState } from '../core/model';
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
  return slots.map(({ slot, lane, text }) =>
    lane === null ? (
      <Block key={slot.id} slot={slot} origin={origin} look={look} />
    ) : (
      <SlotBar
        key={slot.id}
        slot={slot}
        lane={lane}
        text={text}
        origin={origin}
        look={look}
        focusable={slot.id === stop}
        chosen={slot.id === chosen}
      />
    ),
  );
}

type BlockProps = Pick<SlotBarsProps, 'origin' | 'look'> & { slot: Slot };

const Block = memo(function Block({ slot, origin, look }: BlockProps) {
  return (
    <div
      role="img"
      aria-label={look.nameOfSlot(slot)}
      className={bands.block}
      data-band="blockout"
      style={placed(origin, slot.span.start, slot.span.end)}
    />
  );
});

interface SlotBarProps extends BlockProps {
  lane: number;
  text: string;
  focusable: boolean;
  chosen: boolean;
}

/** At a step of zoom only those are rendered of whose names more or less is shown. */
const SlotBar = memo(function SlotBar({ slot, lane, text, origin, look, focusable, chosen }: SlotBarProps) {
  const { start, end } = slot.span;
  return (
    // biome-ignore lint/a11y/useSemanticElements: hundreds of these move in every frame, and buttons lay out boxes of their own
    <div
      role="button"
      tabIndex={focusable ? 0 : -1}
      aria-label={look.nameOfSlot(slot)}
      className={styles.slot}
      data-stop={slot.id}
      data-state={slot.state}
      data-exclusive={slot.isExclusive || undefined}
      data-pale={look.isPale(slot) || undefined}
      data-chosen={chosen || undefined}
      data-named={text !== '' || undefined}
      style={{ ...placed(origin, start, end), top: SLOT_AIR + lane * SLOT_LANE }}
      {...pin(start, end)}
    >
      {text}
    </div>
  );
});

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
