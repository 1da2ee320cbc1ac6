import {
  type FocusEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
import type { Band } from '../core/bands';
import type { Day } from '../core/days';
import { type Dependency, linesOf } from '../core/dependencies';
import { type Part, partOfCluster, partOfRow, partOfSlot } from '../core/edit';
import { RowGeometry } from '../core/geometry';
import { hitAt } from '../core/hit';
import type { TimelineItem } from '../core/model';
import type { TickWords } from '../core/ticks';
import type { Row } from '../core/tree';
import { type BandLook, BandStrip } from './BandStrip';
import type { TimelineController } from './controller';
import { DependencyLines } from './DependencyLines';
import { EditBubble } from './EditBubble';
import { Ghosts, Handles } from './EditLayer';
import { HoverCard } from './HoverCard';
import { LabelRow } from './LabelRow';
import { PlotRow } from './PlotRow';
import { partOfShape, shapeOf, stopsOf, targetOf } from './rowShape';
import { placed } from './style';
import { TimeAxis } from './TimeAxis';
import styles from './Timeline.module.css';
import './tokens.css';
import type { Target, TimelineActions, TimelineEditing, TimelineLook } from './types';
import { useEdit } from './useEdit';
import { useHoverCard } from './useHoverCard';
import { useLayer } from './useLayer';
import { useNamesAtEdge } from './useNamesAtEdge';
import { usePanZoom } from './usePanZoom';
import { useRendered } from './useRendered';
import { useRoving } from './useRoving';
import { useRowWindow } from './useRowWindow';
import { useScrollAnchor } from './useScrollAnchor';

interface TimelineProps {
  controller: TimelineController;
  rows: readonly Row[];
  /** The releases that are shown, those in closed rows too. */
  items?: readonly TimelineItem[];
  dependencies?: readonly Dependency[];
  /** By begin; none when they are not to be seen. */
  bands?: readonly Band[];
  bandLook?: BandLook;
  /** Now, as a day with its part that is over. */
  today: Day;
  words: TickWords & { readonly today: string };
  look: TimelineLook;
  actions: TimelineActions;
  /** Moves things. */
  editing: TimelineEditing;
  /** Above the names of the rows. */
  corner: ReactNode;
  /** What is shown beside it: a row, or a marker or slot; a slot may be in several rows. */
  selected: { readonly row: string | null; readonly part: string | null } | null;
}

const NO_ITEMS: readonly TimelineItem[] = [];
const NO_DEPENDENCIES: readonly Dependency[] = [];
const NO_BANDS: readonly Band[] = [];

/** From this width of a day in CSS pixels bars are mostly wider than the screen. */
const NEAR_FROM = 24;

const keyOfTarget = ({ row, cluster, slot }: Target) => `${row.id} ${cluster?.id ?? slot?.id ?? ''}`;

/** What keys would move there. */
function partOfTarget({ row, cluster, slot }: Target, pxPerDay: number): Part | null {
  if (cluster) return partOfCluster(row, cluster);
  return slot && row.type === 'resource' ? partOfSlot(row, slot, pxPerDay) : partOfRow(row);
}

/** Rows over time. Only the rows on the screen exist; moving through time moves layers and renders nothing. */
export function Timeline(props: TimelineProps) {
  const { controller, rows, today, words, look, actions, editing, corner, selected, bandLook } = props;
  const { items = NO_ITEMS, dependencies = NO_DEPENDENCIES, bands = NO_BANDS } = props;
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const plot = useRef<HTMLDivElement>(null);
  const hoverBand = useRef<HTMLDivElement>(null);
  const layer = useLayer(controller);
  const geometry = useMemo(() => new RowGeometry(rows), [rows]);
  const { range, seen } = useRowWindow(scroller, geometry);
  useScrollAnchor(scroller, rows, geometry, seen);
  const rendered = useRendered(controller);
  const { step, pxPerDay } = rendered;
  const lines = useMemo(
    () => linesOf(dependencies, { items, rows, geometry, range, days: rendered }),
    [dependencies, items, rows, geometry, range, rendered],
  );
  const dragged = usePanZoom(controller, root, plot);
  const card = useHoverCard(keyOfTarget);
  const idOf = (row: string) => `${id}-${row.replaceAll(/[^\w-]/g, '-')}`;
  const { focus, setFocus, onKeyDown, onFocusChange } = useRoving({
    controller,
    rows,
    geometry,
    scroller,
    root,
    today,
    actions,
    idOf,
    hasChoice: selected !== null,
  });
  const focusIndex = Math.max(
    0,
    rows.findIndex((row) => row.id === focus?.row),
  );
  const focusStop = focus ? focus.stop : 0;
  const focusRow = rows[focusIndex];
  const stopId = focusRow && stopsOf(focusRow, step)[focusStop - 1]?.id;
  const focused = focusRow ? partOfTarget(targetOf(focusRow, step, stopId), pxPerDay) : null;
  const edit = useEdit({ controller, rows, geometry, root, plot, dragged, editing, focused });

  useLayoutEffect(() => {
    const element = plot.current;
    if (!element) return;
    const resize = new ResizeObserver(() => controller.resize(element.clientWidth));
    resize.observe(element);
    return () => resize.disconnect();
  }, [controller]);
  useEffect(() => controller.onWindow(card.hide), [controller, card.hide]);
  useNamesAtEdge(controller, plot, rows, range);

  const shown: number[] = [];
  for (let index = range.first; index < range.last; index += 1) shown.push(index);
  // The tab stop stays, however far one scrolls away from it; otherwise the keyboard would lose its place.
  if (rows.length > 0 && (focusIndex < range.first || focusIndex >= range.last)) shown.push(focusIndex);
  const visible = shown.map((index) => ({ index, row: rows[index] as Row, top: geometry.top(index) }));

  const plotted = visible.map((one) => {
    const stop = one.index === focusIndex ? (stopId ?? null) : null;
    return { ...one, stop, shape: partOfShape(one.row, shapeOf(one.row, step), rendered, stop) };
  });

  const targetAt = (event: MouseEvent): { target: Target; top: number; bottom: number } | null => {
    const box = plot.current?.getBoundingClientRect();
    if (!box || event.clientX < box.left) return null;
    const view = controller.view();
    const hit = hitAt(event.clientX - box.left, event.clientY - box.top, {
      view,
      rows,
      geometry,
      clustersOf: (row) => shapeOf(row, controller.window().step).clusters,
    });
    const row = rows[hit.row];
    if (!row || hit.part === 'empty') return null;
    const cluster = hit.part === 'marker' ? hit.cluster : null;
    const slot = hit.part === 'slot' ? hit.slot : null;
    const top = box.top + geometry.top(hit.row);
    const bottom = slot ? box.top + geometry.top(hit.row + 1) : top + (cluster ? 44 : 24);
    return { target: { row, cluster, slot }, top, bottom };
  };

  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (edit.onPointerMove(event)) return card.hide();
    const box = plot.current?.getBoundingClientRect();
    const index = box ? geometry.at(event.clientY - box.top) : -1;
    const band = hoverBand.current;
    if (band) {
      band.hidden = index < 0;
      band.style.transform = `translateY(${geometry.top(index)}px)`;
      band.style.height = `${geometry.top(index + 1) - geometry.top(index)}px`;
    }
    const found = event.buttons === 0 && event.pointerType === 'mouse' ? targetAt(event) : null;
    if (found) card.point(found.target, { x: event.clientX, top: found.top, bottom: found.bottom });
    else card.leave();
  };

  const onClick = (event: MouseEvent<HTMLElement>) => {
    if (dragged.current || !(event.target instanceof Element)) return;
    const rowElement = event.target.closest<HTMLElement>('[data-row]');
    const byLabel = rows.find((row) => row.id === rowElement?.dataset.row);
    if (byLabel) {
      setFocus({ row: byLabel.id, stop: 0 });
      if (event.target.closest('[data-toggle]') || byLabel.type === 'group') actions.toggle(byLabel.id);
      else actions.choose({ row: byLabel, cluster: null, slot: null });
      return;
    }
    const found = targetAt(event);
    if (!found) return;
    card.hide();
    setFocus({ row: found.target.row.id, stop: 0 });
    actions.choose(found.target);
  };

  const onFocus = (event: FocusEvent<HTMLElement>) => {
    onFocusChange(true);
    // Assistive technology focuses a row without pressing keys that lead there.
    const reached = event.target.dataset.row;
    if (reached !== undefined && reached !== focus?.row) setFocus({ row: reached, stop: 0 });
    if (!event.target.matches(':focus-visible')) return;
    const row = rows[focusIndex];
    if (!row || row.type === 'group') return;
    event.target.setAttribute('aria-describedby', `${id}-card`);
    const box = event.target.getBoundingClientRect();
    const isRow = event.target.dataset.row !== undefined;
    const left = Math.max(box.left, plot.current?.getBoundingClientRect().left ?? 0);
    const x = isRow ? box.left + 40 : left;
    card.point(targetOf(row, step, event.target.dataset.stop), { x, top: box.top, bottom: box.bottom });
  };

  const onBlur = (event: FocusEvent<HTMLElement>) => {
    event.target.removeAttribute('aria-describedby');
    card.hide();
    // A row that was taken away tells nobody; a blur without a place to go to is a click beside, or another window.
    if (document.hasFocus()) onFocusChange(event.currentTarget.contains(event.relatedTarget));
    if (!event.currentTarget.contains(event.relatedTarget)) edit.leave();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: rows and markers inside have the roles; this only listens
    <div
      ref={root}
      className={styles.timeline}
      tabIndex={rows.length === 0 ? 0 : -1}
      onKeyDown={(event) => {
        if (edit.onKeyDown(event)) card.hide();
        else if (event.key === 'Escape' && card.shown) {
          card.hide();
          event.preventDefault();
        } else onKeyDown(event);
      }}
      onPointerMove={onPointerMove}
      onPointerLeave={() => {
        card.leave();
        edit.onPointerLeave();
      }}
      onClick={onClick}
      onDoubleClick={(event) => {
        const found = targetAt(event);
        if (found && !found.target.cluster && !found.target.slot) actions.open(found.target.row);
      }}
      onFocus={onFocus}
      onBlur={onBlur}
    >
      <TimeAxis controller={controller} words={words} bands={bands} today={today} todayWord={words.today} />
      <div className={styles.head}>
        <div className={styles.corner}>{corner}</div>
      </div>
      {bandLook && bands.length > 0 && <BandStrip controller={controller} bands={bands} look={bandLook} />}
      <div className={styles.body}>
        <div ref={scroller} className={styles.scroller}>
          <div className={styles.content} style={{ height: geometry.height }}>
            <div ref={hoverBand} className={styles.hoverBand} hidden />
            <div role="treegrid" aria-label={look.name} aria-rowcount={rows.length} className={styles.labels}>
              {visible.map(({ index, row, top }) => (
                <LabelRow
                  key={row.id}
                  row={row}
                  id={idOf(row.id)}
                  cell={`${idOf(row.id)}-cell`}
                  index={index}
                  top={top}
                  height={geometry.top(index + 1) - top}
                  look={look}
                  selected={selected?.row === row.id}
                  focusable={index === focusIndex && focusStop === 0}
                />
              ))}
            </div>
            <div ref={plot} className={styles.plot} data-timeline-plot>
              <div ref={layer} className={styles.layer} data-near={pxPerDay > NEAR_FROM || undefined}>
                {plotted.map(({ index, row, top, shape, stop }) => (
                  <PlotRow
                    key={row.id}
                    row={row}
                    id={`${idOf(row.id)}-cell`}
                    top={top}
                    height={geometry.top(index + 1) - top}
                    origin={controller.origin}
                    shape={shape}
                    look={look}
                    selected={selected?.row === row.id}
                    stop={stop}
                    chosen={selected && (selected.row ?? row.id) === row.id ? selected.part : null}
                  />
                ))}
                <DependencyLines lines={lines} origin={controller.origin} chosen={selected?.row ?? null} />
                <div className={styles.today} style={placed(controller.origin, today)} />
                <Ghosts
                  ghosts={editing.ghosts}
                  rows={rows}
                  geometry={geometry}
                  origin={controller.origin}
                  layer={edit.parts.layer}
                />
              </div>
              <Handles handles={edit.parts.handles} />
            </div>
          </div>
        </div>
      </div>
      <EditBubble parts={edit.parts}>{editing.card}</EditBubble>
      {card.shown && (
        <HoverCard id={`${id}-card`} anchor={card.shown.anchor} onEnter={card.hold} onLeave={card.leave}>
          {look.cardOf(card.shown.target)}
        </HoverCard>
      )}
    </div>
  );
}
