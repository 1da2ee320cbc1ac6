/**
 * Where the timeline stands, kept outside React. Wheel, drag and keys change a value; once a frame each layer gets
 * one transform, and one width when the zoom changed. React hears of it only when what it rendered no longer
 * reaches (`window`), or when the movement is over (`settled`).
 */
import type { Day, Span } from '../core/days';
import { zoomStepOf } from '../core/markers';
import { between, panBy, resized, spanOf, type Viewport, viewOf, zoomAt } from '../core/scale';
import { floorTo } from '../core/ticks';
import { LAYER_DAYS } from './style';

/** The days that are rendered, and the step of zoom they are rendered for. */
export interface RenderedWindow extends Span {
  readonly step: number;
  readonly pxPerDay: number;
}

/** How far beyond each edge is rendered, in widths of the plot; and beyond the one to which the view moves. */
const OVERSCAN = 0.4;
const AHEAD = 1.6;
/** A movement is over when nothing moved for this long. */
const SETTLE_MS = 140;
const GLIDE_MS = 220;
/** So many steps of zoom what is rendered may lag behind a movement, so that few of its frames have to render. */
const STEPS_UNDER_WAY = 3;

type Listener = () => void;

export class TimelineController {
  /** The day at the left edge of every layer, so that positions stay small numbers. */
  readonly origin: Day;
  #view: Viewport;
  #window: RenderedWindow;
  #settled: Viewport;
  readonly #layers = new Map<HTMLElement, number>();
  readonly #frameListeners = new Set<Listener>();
  readonly #windowListeners = new Set<Listener>();
  readonly #settledListeners = new Set<Listener>();
  #frame = 0;
  #settleTimer = 0;
  #glide: { from: Viewport; to: Viewport; since: number } | null = null;

  constructor(start: Day, days: number, width: number) {
    this.origin = Math.floor(start);
    this.#view = viewOf(start, days, width);
    this.#settled = this.#view;
    this.#window = windowFor(this.#view);
  }

  view = (): Viewport => this.#view;
  /** Where a glide under way will end; otherwise the view itself. */
  heading = (): Viewport => this.#glide?.to ?? this.#view;
  window = (): RenderedWindow => this.#window;
  settled = (): Viewport => this.#settled;

  /** After the layers were moved, in every frame that moves them: for little things that move otherwise. */
  onFrame = (listener: Listener): Listener => subscribe(this.#frameListeners, listener);
  onWindow = (listener: Listener): Listener => subscribe(this.#windowListeners, listener);
  onSettled = (listener: Listener): Listener => subscribe(this.#settledListeners, listener);

  /** A layer follows the view from now on, until the returned function is called. */
  addLayer(element: HTMLElement): Listener {
    this.#layers.set(element, 0);
    this.#place(element);
    return () => this.#layers.delete(element);
  }

  show(view: Viewport): void {
    this.#glide = null;
    this.#view = view;
    this.#request();
  }

  pan(px: number): void {
    this.show(panBy(this.#view, px));
  }

  zoom(x: number, factor: number): void {
    this.show(zoomAt(this.#view, x, factor));
  }

  resize(width: number): void {
    if (width > 0 && width !== this.#view.width) this.show(resized(this.#view, width));
  }

  /** Moves there in a short glide, or at once for those who asked for less motion. */
  glide(to: Viewport): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.show(to);
      return;
    }
    this.#glide = { from: this.#view, to, since: performance.now() };
    this.#request();
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#settleTimer);
    this.#frame = 0;
  }

  #request(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#tick);
  }

  readonly #tick = (now: number): void => {
    this.#frame = 0;
    if (this.#glide) {
      const progress = Math.min(1, Math.max(0, (now - this.#glide.since) / GLIDE_MS));
      this.#view = between(this.#glide.from, this.#glide.to, 1 - (1 - progress) ** 3);
      if (progress < 1) this.#request();
      else this.#glide = null;
    }
    for (const element of this.#layers.keys()) this.#place(element);
    if (!reaches(this.#window, this.#view, STEPS_UNDER_WAY)) this.#render();
    tell(this.#frameListeners);
    clearTimeout(this.#settleTimer);
    this.#settleTimer = window.setTimeout(this.#settle, SETTLE_MS);
  };

  #render(): void {
    const { start, pxPerDay } = this.#window;
    // Which way it goes shows in the edge that was reached; a zoom goes neither way.
    const isPan = pxPerDay === this.#view.pxPerDay;
    const way = isPan ? (this.#view.start < start ? -1 : 1) : 0;
    this.#window = windowFor(this.#view, way);
    tell(this.#windowListeners);
  }

  readonly #settle = (): void => {
    if (this.#glide) return;
    if (!reaches(this.#window, this.#view, 0)) this.#render();
    this.#settled = this.#view;
    tell(this.#settledListeners);
  };

  #place(element: HTMLElement): void {
    const { start, pxPerDay } = this.#view;
    element.style.transform = `translate3d(${((this.origin - start) * pxPerDay).toFixed(2)}px, 0, 0)`;
    if (this.#layers.get(element) === pxPerDay) return;
    this.#layers.set(element, pxPerDay);
    element.style.width = `${LAYER_DAYS * pxPerDay}px`;
  }
}

function tell(listeners: ReadonlySet<Listener>): void {
  for (const listener of listeners) listener();
}

function subscribe(listeners: Set<Listener>, listener: Listener): Listener {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** From a whole week on, so that the same ticks come back when the window moves a little. */
function windowFor(view: Viewport, way: -1 | 0 | 1 = 0): RenderedWindow {
  const { start, end } = spanOf(view);
  const before = (end - start) * (way < 0 ? AHEAD : OVERSCAN);
  const after = (end - start) * (way > 0 ? AHEAD : OVERSCAN);
  const step = zoomStepOf(view.pxPerDay);
  return { start: floorTo('week', start - before), end: end + after, step, pxPerDay: view.pxPerDay };
}

/** What is rendered is enough while it covers the view and was made for a step of zoom not further off than this. */
function reaches(rendered: RenderedWindow, view: Viewport, steps: number): boolean {
  const { start, end } = spanOf(view);
  const off = Math.abs(zoomStepOf(view.pxPerDay) - rendered.step);
  return start >= rendered.start && end <= rendered.end && off <= steps;
}
