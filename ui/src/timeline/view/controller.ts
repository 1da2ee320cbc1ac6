/**
 * Where the timeline stands, kept outside React. Wheel, drag and keys change a value; once a frame the moved
 * layers get one transform each, and one custom property when the zoom changed. React hears of it only when what
 * it rendered no longer reaches (`window`), or when the movement is over (`settled`).
 */
import type { Day, Span } from '../core/days';
import { zoomStepOf } from '../core/markers';
import { between, panBy, resized, spanOf, type Viewport, viewOf, zoomAt } from '../core/scale';
import { floorTo } from '../core/ticks';

/** The days that are rendered, and the step of zoom they are rendered for. */
export interface RenderedWindow extends Span {
  readonly step: number;
  readonly pxPerDay: number;
}

/** How far beyond each edge is rendered, in widths of the plot. */
const OVERSCAN = 0.75;
/** A movement is over when nothing moved for this long. */
const SETTLE_MS = 140;
const GLIDE_MS = 220;

export interface Layer {
  readonly element: HTMLElement;
  /** Labels in this layer keep to the left edge in every frame, not only when the movement is over. */
  readonly pinned: boolean;
}

export class TimelineController {
  /** Positions are days from here, so that they stay small numbers. */
  readonly origin: Day;
  #view: Viewport;
  #window: RenderedWindow;
  #settled: Viewport;
  readonly #layers = new Map<HTMLElement, Layer>();
  readonly #windowListeners = new Set<() => void>();
  readonly #settledListeners = new Set<() => void>();
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

  onWindow = (listener: () => void): (() => void) => subscribe(this.#windowListeners, listener);
  onSettled = (listener: () => void): (() => void) => subscribe(this.#settledListeners, listener);

  /** A layer follows the view from now on, until the returned function is called. */
  addLayer(element: HTMLElement, pinned = false): () => void {
    const layer = { element, pinned };
    this.#layers.set(element, layer);
    this.#place(layer);
    this.#pin(layer);
    return () => this.#layers.delete(element);
  }

  show(view: Viewport): void {
    this.#glide = null;
    this.#moveTo(view);
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

  #moveTo(view: Viewport): void {
    this.#view = view;
    this.#request();
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
    for (const layer of this.#layers.values()) this.#place(layer);
    if (!reaches(this.#window, this.#view)) {
      this.#window = windowFor(this.#view);
      for (const listener of this.#windowListeners) listener();
    }
    clearTimeout(this.#settleTimer);
    this.#settleTimer = window.setTimeout(this.#settle, SETTLE_MS);
  };

  readonly #settle = (): void => {
    if (this.#glide) return;
    this.#settled = this.#view;
    for (const layer of this.#layers.values()) this.#pin(layer);
    for (const listener of this.#settledListeners) listener();
  };

  #place(layer: Layer): void {
    const { start, pxPerDay } = this.#view;
    const { style } = layer.element;
    style.transform = `translate3d(${((this.origin - start) * pxPerDay).toFixed(2)}px, 0, 0)`;
    const width = pxPerDay.toFixed(5);
    if (style.getPropertyValue('--day') !== width) style.setProperty('--day', width);
    if (layer.pinned) this.#pin(layer);
  }

  #pin(layer: Layer): void {
    layer.element.style.setProperty('--left', (this.#view.start - this.origin).toFixed(4));
  }
}

function subscribe(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whole weeks, so that the same ticks come back when the window moves a little. */
function windowFor(view: Viewport): RenderedWindow {
  const { start, end } = spanOf(view);
  const beyond = (end - start) * OVERSCAN;
  const step = zoomStepOf(view.pxPerDay);
  return { start: floorTo('week', start - beyond), end: end + beyond, step, pxPerDay: view.pxPerDay };
}

/** What is rendered is enough while it covers the view and was made for the same step of zoom. */
function reaches(rendered: RenderedWindow, view: Viewport): boolean {
  const { start, end } = spanOf(view);
  return start >= rendered.start && end <= rendered.end && zoomStepOf(view.pxPerDay) === rendered.step;
}
