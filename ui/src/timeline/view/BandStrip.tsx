import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { type Band, type BandChip, chipsOf, lanesOfWindows } from '../core/bands';
import { pxPerDayOf } from '../core/markers';
import { reveal } from '../core/scale';
import styles from './Bands.module.css';
import type { TimelineController } from './controller';
import { HoverCard } from './HoverCard';
import { pin, pushPins } from './pins';
import { placed } from './style';
import { useHoverCard } from './useHoverCard';
import { useLayer } from './useLayer';
import { useRendered } from './useRendered';
import { cutToFit, widthOf } from './widths';

/** What bands are called and where they lead. Functions stay the same while what they answer does. */
export interface BandLook {
  /** Of all of them. */
  readonly name: string;
  /** Those of one place in words: name, kind and times of each. */
  nameOf(bands: readonly Band[]): string;
  cardOf(bands: readonly Band[]): ReactNode;
  /** The page that tells about them. */
  hrefOf(bands: readonly Band[]): string;
  open(bands: readonly Band[]): void;
}

interface BandStripProps {
  controller: TimelineController;
  bands: readonly Band[];
  look: BandLook;
}

const LANE = 18;
const AIR = 6;
/** A name that has to be cut is shown only with this much room; CSS pixels. */
const LEAST_CUT = 76;
/** From this width names keep to the left edge. */
const LEAST_NAME = 34;
/** Without room for a pattern, in CSS pixels. */
const NARROW = 8;

const OF_ROWS = /^(Enter| |Home|End|Page.*|Arrow.*)$/;

const keyOf = (chip: BandChip) => chip.id;

/** Names of bands below the axis: links, of which one at a time is a tab stop; arrows go to the others. */
export function BandStrip({ controller, bands, look }: BandStripProps) {
  const id = useId();
  const strip = useRef<HTMLDivElement>(null);
  const layer = useLayer(controller);
  const rendered = useRendered(controller);
  const lanes = useMemo(() => lanesOfWindows(bands), [bands]);
  const pxPerDay = pxPerDayOf(rendered.step);
  const chips = useMemo(() => chipsOf(bands, lanes, rendered, pxPerDay), [bands, lanes, rendered, pxPerDay]);
  const card = useHoverCard(keyOf);
  const [focus, setFocus] = useState<string | null>(null);
  const stop = chips.some((chip) => chip.id === focus) ? focus : firstInView(chips, controller)?.id;
  useEffect(() => controller.onWindow(card.hide), [controller, card.hide]);
  useEffect(() => {
    const push = () => pushNames(strip.current, controller);
    push();
    return controller.onFrame(push);
  });

  const chipAt = (event: { target: EventTarget }) => {
    const element = event.target instanceof Element ? event.target.closest('a') : null;
    const chip = element && chips.find((one) => one.id === element.dataset.chip);
    return chip ? { chip, element } : null;
  };
  const boxOf = (element: Element, x: number) => {
    const { top, bottom } = element.getBoundingClientRect();
    return { x, top, bottom };
  };
  const onPointerMove = (event: PointerEvent) => {
    const found = event.buttons === 0 && event.pointerType === 'mouse' ? chipAt(event) : null;
    if (found) card.point(found.chip, boxOf(found.element, event.clientX));
    else card.leave();
  };
  const onClick = (event: MouseEvent) => {
    const found = chipAt(event);
    if (!found || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    card.hide();
    look.open(found.chip.bands);
  };
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    event.stopPropagation();
    const found = chipAt(event);
    if (!found) return;
    setFocus(found.chip.id);
    if (!event.target.matches(':focus-visible')) return;
    const { left } = strip.current?.getBoundingClientRect() ?? { left: 0 };
    const x = Math.max(left, found.element.getBoundingClientRect().left);
    card.point(found.chip, boxOf(found.element, x));
  };
  const onBlur = (event: FocusEvent) => {
    event.stopPropagation();
    card.hide();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && card.shown) {
      card.hide();
      event.preventDefault();
    }
    // A link is no row: what keys do to rows they do not do from here.
    if (OF_ROWS.test(event.key)) event.stopPropagation();
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || event.shiftKey || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    const inOrder = [...chips].sort((one, other) => one.start - other.start || one.lane - other.lane);
    const next = inOrder[inOrder.findIndex((chip) => chip.id === stop) + step];
    if (!next) return;
    setFocus(next.id);
    const to = reveal(controller.heading(), next);
    if (to !== controller.heading()) controller.glide(to);
    const element = strip.current?.querySelector<HTMLElement>(`[data-chip="${CSS.escape(next.id)}"]`);
    element?.focus({ preventScroll: true });
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of links beside the rows, not a form
    <div
      role="group"
      aria-label={look.name}
      className={styles.strip}
      style={{ height: (Math.max(0, ...lanes.values()) + 1) * LANE + 2 }}
      onPointerMove={onPointerMove}
      onPointerLeave={card.leave}
      onClick={onClick}
      onFocus={onFocus}
      onBlur={onBlur}
      onKeyDown={onKeyDown}
    >
      <span aria-hidden="true" className={styles.title}>
        {look.name}
      </span>
      <div ref={strip} className={styles.chips} data-timeline-header>
        <div ref={layer} className={styles.layer}>
          {chips.map((chip) => (
            <Chip
              key={chip.id}
              id={chip.id}
              bands={chip.bands}
              start={chip.start}
              end={chip.end}
              lane={chip.lane}
              {...shapeOfChip(chip, pxPerDay)}
              origin={controller.origin}
              look={look}
              focusable={chip.id === stop}
            />
          ))}
        </div>
      </div>
      {card.shown && (
        <HoverCard id={`${id}-card`} anchor={card.shown.anchor} onEnter={card.hold} onLeave={card.leave}>
          {look.cardOf(card.shown.target.bands)}
        </HoverCard>
      )}
    </div>
  );
}

interface ChipShape {
  /** As much of its name as there is room for. */
  readonly text: string | null;
  /** Its name keeps to the left edge. */
  readonly pinned: boolean;
  readonly narrow: boolean;
}

/** How a chip looks at a width of a day; most do not change from one step of zoom to the next. */
function shapeOfChip(chip: BandChip, pxPerDay: number): ChipShape {
  const [first] = chip.bands as [Band];
  const room = (Math.max(chip.until, chip.end) - chip.start) * pxPerDay;
  const isNamed = room >= Math.min(LEAST_CUT, widthOf(first.name, 'name') + AIR);
  const width = (chip.end - chip.start) * pxPerDay;
  return {
    text: isNamed ? cutToFit(first.name, 'name', room - AIR) : null,
    pinned: width >= LEAST_NAME,
    narrow: width < NARROW,
  };
}

type ChipProps = Omit<BandChip, 'until'> &
  ChipShape & { readonly origin: number; readonly look: BandLook; readonly focusable: boolean };

/** As wide as its times, whatever the zoom; its name may reach beyond them to what comes next. */
const Chip = memo(
  function Chip({ id, bands, start, end, lane, text, pinned, narrow, origin, look, focusable }: ChipProps) {
    return (
      <a
        href={look.hrefOf(bands)}
        draggable={false}
        tabIndex={focusable ? 0 : -1}
        className={styles.chip}
        aria-label={look.nameOf(bands)}
        data-chip={id}
        data-band={bands[0]?.kind}
        data-narrow={narrow || undefined}
        style={{ ...placed(origin, start, end), top: lane * LANE }}
        {...(pinned && pin(start, end))}
      >
        {text !== null && <span className={styles.name}>{text}</span>}
      </a>
    );
  },
  // Bands are put together anew at every step, mostly as they were.
  (before, after) =>
    (Object.keys(after) as (keyof ChipProps)[]).every((name) =>
      name === 'bands' ? areSame(before.bands, after.bands) : Object.is(before[name], after[name]),
    ),
);

const areSame = (some: readonly Band[], others: readonly Band[]) =>
  some.length === others.length && some.every((band, index) => band === others[index]);

function firstInView(chips: readonly BandChip[], controller: TimelineController): BandChip | undefined {
  const { start } = controller.view();
  return chips.find((chip) => chip.end > start) ?? chips[0];
}

/** Names of what begins before the left edge keep to it, unless too little is left to say one. */
function pushNames(strip: HTMLElement | null, controller: TimelineController): void {
  const view = controller.view();
  pushPins(
    strip,
    view,
    (_, start, end) => start < view.start && (end - view.start) * view.pxPerDay < LEAST_NAME,
  );
}
