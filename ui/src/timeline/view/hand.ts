import type { KeyboardEvent, PointerEvent as ReactPointerEvent, RefObject } from 'react';
import {
  dragged as draggedTo,
  type Edit,
  type Grip,
  gripAt,
  handlesOf,
  isMoved,
  middleOf,
  type Part,
  partOfRow,
  stepped,
  stepsOf,
} from '../core/edit';
import { editKeyOf } from '../core/editKeys';
import type { RowGeometry } from '../core/geometry';
import { dayAt, reveal, xOf } from '../core/scale';
import type { Row } from '../core/tree';
import type { TimelineController } from './controller';
import { Mover } from './mover';
import { shapeOf } from './rowShape';
import type { TimelineEditing } from './types';

export interface HandOptions {
  controller: TimelineController;
  rows: readonly Row[];
  geometry: RowGeometry;
  root: RefObject<HTMLElement | null>;
  plot: RefObject<HTMLElement | null>;
  /** Set while and after a press that moved something, so that it is no click. */
  dragged: RefObject<boolean>;
  editing: TimelineEditing | null;
  /** What has the focus of the keyboard. */
  focused: Part | null;
}

/** A press that moves less than this is a click, in CSS pixels. */
const DRAG_FROM = 4;
/** A pointer that stays this long is asking what would move along. */
const REST_MS = 150;
/** So near to an edge of the plot a drag moves through time, in CSS pixels, by so many a frame. */
const EDGE = 28;
const EDGE_SPEED = 9;
/** Between what moves and its label, in CSS pixels. */
const BUBBLE_AIR = 6;
/** Air beside what keys moved to an edge of the plot. */
const REVEAL_PX = 60;

/** The elements a hand draws with. */
export interface HandParts {
  handles: RefObject<HTMLDivElement | null>;
  layer: RefObject<HTMLDivElement | null>;
  bubble: RefObject<HTMLDivElement | null>;
  words: RefObject<HTMLParagraphElement | null>;
  spoken: RefObject<HTMLParagraphElement | null>;
}

type MouseLike = Pick<MouseEvent, 'clientX' | 'clientY' | 'altKey'>;

interface Press {
  readonly grip: Grip;
  readonly x: number;
  /** The day under the pointer when it was pressed. */
  readonly day: number;
  readonly pointer: number;
  /** Where the plot is; measured once, because nothing moves it while one drags. */
  readonly plot: DOMRect;
  isDrag: boolean;
}

/**
 * What one moves by hand and by key. A drag writes styles and nothing else; React hears when the pointer rests, and at
 * the end. Touch goes on moving through time.
 */
export class Hand {
  readonly #options: RefObject<HandOptions>;
  readonly #parts: HandParts;
  #press: Press | null = null;
  #mover: Mover | null = null;
  #edit: Edit | null = null;
  /** Whether `#edit` was made by keys, which wait for Enter. */
  #isKeyed = false;
  #isAsked = false;
  #timer = 0;
  #frame = 0;
  #pointer = { x: 0, y: 0 };

  constructor(options: RefObject<HandOptions>, parts: HandParts) {
    this.#options = options;
    this.#parts = parts;
  }

  listen(root: HTMLElement | null, controller: TimelineController): (() => void) | undefined {
    if (!root) return;
    const end = new AbortController();
    const { signal } = end;
    // Before the listener that moves through time, which then never hears of this press.
    root.addEventListener('pointerdown', this.#down, { signal, capture: true });
    root.addEventListener('pointermove', this.#move, { signal });
    root.addEventListener('pointerup', this.#up, { signal });
    root.addEventListener('pointercancel', this.#cancel, { signal });
    window.addEventListener('keydown', this.#escape, { signal, capture: true });
    const stop = controller.onFrame(() => {
      this.#showHandles(null);
      if (this.#press?.isDrag) this.#pull();
      else this.#follow();
      if (this.#edit) this.#mover?.show(this.#edit, controller.view().pxPerDay);
    });
    return () => {
      end.abort();
      stop();
      this.#clear();
    };
  }

  /** Where the pointer is, with no button pressed: what it would hold shows. True while it holds something. */
  point = (event: ReactPointerEvent<HTMLElement>): boolean => {
    const { root, editing } = this.#options.current;
    if (this.#press || event.buttons !== 0) return this.#press !== null;
    const isMouse = event.pointerType !== 'touch';
    const grip = editing && isMouse ? this.#gripAt(event) : null;
    this.#showHandles(isMouse && editing && !event.altKey ? event : null);
    const wanted = grip?.edge ?? '';
    const element = root.current;
    if (element && (element.dataset.grip ?? '') !== wanted) {
      if (grip) element.dataset.grip = wanted;
      else delete element.dataset.grip;
    }
    return false;
  };

  /** The pointer went away: nothing is shown that one could hold. */
  away = (): void => this.#showHandles(null);

  /** True when the key was for moving something. */
  onKeyDown = (event: KeyboardEvent<HTMLElement>): boolean => {
    const { editing, focused } = this.#options.current;
    if (!editing) return false;
    const key = editKeyOf(event);
    if (key) {
      event.preventDefault();
      if (focused) this.#step({ part: focused, edge: key.edge }, key.steps);
      else this.#say(editing.words.fixedOf(null));
      return true;
    }
    if (!this.#isKeyed || !this.#edit) return false;
    if (event.key === 'Enter' && !isMoved(this.#edit)) {
      this.leave();
      return false;
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      this.#drop(this.#edit);
      return true;
    }
    if (event.key === 'Escape') {
      event.preventDefault();
      this.#say(editing.words.back);
      this.leave();
      return true;
    }
    return false;
  };

  /** Whatever keys have moved goes back. */
  leave = (): void => {
    if (!this.#isKeyed) return;
    this.#clear();
    this.#options.current.editing?.onCancel();
  };

  #step(grip: Grip, steps: number): void {
    const { editing, controller } = this.#options.current;
    if (!editing?.canHold(grip)) {
      this.#say(editing?.words.fixedOf(grip.part) ?? '');
      return;
    }
    const held = this.#isKeyed && this.#edit?.edge === grip.edge ? this.#edit : null;
    if (!held) this.#clear();
    this.#isKeyed = true;
    const edit = stepped(held ?? grip, (held ? stepsOf(held) : 0) + steps);
    this.#show(edit);
    this.#say(editing.spokenOf(edit));
    const day = grip.edge === 'end' ? edit.after.end - 1 : edit.after.start;
    const view = reveal(controller.heading(), { start: day, end: day + 1 }, REVEAL_PX);
    if (view !== controller.heading()) controller.glide(view);
  }

  readonly #down = (event: PointerEvent): void => {
    const { editing, plot, controller } = this.#options.current;
    const inPlot = event.target instanceof Element && event.target.closest('[data-timeline-plot]') !== null;
    const box = plot.current?.getBoundingClientRect();
    if (!editing || !box || !inPlot || event.button !== 0 || event.pointerType === 'touch') return;
    const grip = this.#gripAt(event);
    if (!grip) return;
    event.stopPropagation();
    this.leave();
    this.#options.current.dragged.current = false;
    const day = dayAt(controller.view(), event.clientX - box.left);
    this.#press = { grip, x: event.clientX, day, pointer: event.pointerId, plot: box, isDrag: false };
  };

  readonly #move = (event: PointerEvent): void => {
    const press = this.#press;
    const { root, dragged } = this.#options.current;
    if (!press || event.pointerId !== press.pointer) return;
    this.#pointer = { x: event.clientX, y: event.clientY };
    if (!press.isDrag) {
      if (Math.abs(event.clientX - press.x) < DRAG_FROM) return;
      this.#clear();
      press.isDrag = true;
      dragged.current = true;
      this.#showHandles(null);
      root.current?.setPointerCapture(press.pointer);
      if (root.current) root.current.dataset.editing = press.grip.edge;
    }
    this.#pull();
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#atEdge);
  };

  /** Puts what is held under the pointer. */
  #pull(): void {
    if (!this.#press) return;
    const { grip, plot, day: pressed } = this.#press;
    const day = dayAt(this.#options.current.controller.view(), this.#pointer.x - plot.left);
    this.#show(draggedTo(grip, day - pressed));
  }

  /** A drag at an edge of the plot goes on beyond it. */
  readonly #atEdge = (): void => {
    this.#frame = 0;
    if (!this.#press?.isDrag) return;
    const { plot } = this.#press;
    const { x } = this.#pointer;
    const direction = x > plot.right - EDGE ? 1 : x < plot.left + EDGE ? -1 : 0;
    if (direction === 0) return;
    this.#options.current.controller.pan(direction * EDGE_SPEED);
    this.#frame = requestAnimationFrame(this.#atEdge);
  };

  readonly #up = (event: PointerEvent): void => {
    const press = this.#press;
    if (!press || event.pointerId !== press.pointer) return;
    if (!press.isDrag || !this.#edit || !isMoved(this.#edit)) {
      this.#cancel();
      return;
    }
    this.#press = null;
    this.#drop(this.#edit);
  };

  readonly #cancel = (): void => {
    if (!this.#press) return;
    const { isDrag } = this.#press;
    this.#press = null;
    if (!isDrag) return;
    this.#clear();
    this.#options.current.editing?.onCancel();
  };

  readonly #escape = (event: globalThis.KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.#press?.isDrag) return;
    event.preventDefault();
    event.stopPropagation();
    this.#cancel();
  };

  #drop(edit: Edit): void {
    this.#clear();
    this.#options.current.editing?.onDrop(edit);
  }

  #show(edit: Edit): void {
    const { root, controller, rows, geometry, editing } = this.#options.current;
    const { layer, bubble, words } = this.#parts;
    const isSame = this.#edit?.after.start === edit.after.start && this.#edit.after.end === edit.after.end;
    if (!this.#mover && root.current && layer.current) {
      const top = geometry.top(rows.findIndex(({ id }) => id === edit.part.row));
      this.#mover = new Mover(root.current, layer.current, edit.part, controller.origin, top);
    }
    this.#edit = edit;
    if (!isSame) {
      this.#mover?.show(edit, controller.view().pxPerDay);
      if (words.current) words.current.textContent = editing?.wordsOf(edit) ?? '';
      if (bubble.current) bubble.current.hidden = false;
      this.#ask();
    }
    this.#follow();
  }

  /** What was asked is out of date; it is asked anew once this rests. */
  #ask(): void {
    const { editing } = this.#options.current;
    clearTimeout(this.#timer);
    if (this.#isAsked) editing?.onRest(null);
    this.#isAsked = false;
    const edit = this.#edit;
    if (!edit || !isMoved(edit)) return;
    this.#timer = window.setTimeout(() => {
      this.#isAsked = true;
      this.#options.current.editing?.onRest(edit);
    }, REST_MS);
  }

  /** The label goes with the pointer, or with what keys move: beside the row, where there is room. */
  #follow(): void {
    const { controller, plot, rows, geometry } = this.#options.current;
    const element = this.#parts.bubble.current;
    const edit = this.#edit;
    if (!element || !edit || element.hidden) return;
    const box = this.#press?.plot ?? plot.current?.getBoundingClientRect();
    if (!box) return;
    const x = this.#isKeyed
      ? box.left + Math.min(box.width, Math.max(0, xOf(controller.view(), middleOf(edit))))
      : this.#pointer.x;
    const index = rows.findIndex(({ id }) => id === edit.part.row);
    const above = Math.round(box.top + geometry.top(index) - BUBBLE_AIR);
    const below = Math.round(box.top + geometry.top(index + 1) + BUBBLE_AIR);
    const left =
      x > window.innerWidth * 0.6
        ? `calc(${Math.round(x - BUBBLE_AIR)}px - 100%)`
        : `${Math.round(x + BUBBLE_AIR)}px`;
    const top = below > window.innerHeight * 0.75 ? `calc(${above}px - 100%)` : `${below}px`;
    element.style.transform = `translate(${left}, ${top})`;
  }

  #clear(): void {
    const { root } = this.#options.current;
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#mover?.remove();
    this.#mover = null;
    this.#edit = null;
    this.#isKeyed = false;
    this.#isAsked = false;
    if (root.current) delete root.current.dataset.editing;
    if (this.#parts.bubble.current) this.#parts.bubble.current.hidden = true;
  }

  #say(text: string): void {
    if (this.#parts.spoken.current) this.#parts.spoken.current.textContent = text;
  }

  #gripAt({ clientX, clientY, altKey }: MouseLike): Grip | null {
    const { plot, editing } = this.#options.current;
    const box = plot.current?.getBoundingClientRect();
    if (!box || clientX < box.left) return null;
    const options = { ...this.#gripOptions(), isFine: altKey };
    const grip = gripAt(clientX - box.left, clientY - box.top, options);
    if (!grip || editing?.canHold(grip)) return grip;
    return null;
  }

  #gripOptions() {
    const { controller, rows, geometry } = this.#options.current;
    const { step } = controller.window();
    return { view: controller.view(), rows, geometry, clustersOf: (row: Row) => shapeOf(row, step).clusters };
  }

  /** Shows by what one holds the ends of the bar under the pointer. */
  #showHandles(at: { clientX: number; clientY: number } | null): void {
    const { plot, rows, geometry, editing } = this.#options.current;
    const element = this.#parts.handles.current;
    if (!element) return;
    const box = at && plot.current?.getBoundingClientRect();
    const index = at && box ? geometry.at(at.clientY - box.top) : -1;
    const row = rows[index];
    const found = row ? handlesOf(row, this.#gripOptions()) : null;
    const part = row && editing && found ? partOfRow(row) : null;
    element.hidden = !part;
    if (!part || !found) return;
    const [start, end] = element.children as unknown as [HTMLElement, HTMLElement];
    element.style.transform = `translateY(${geometry.top(index)}px)`;
    start.hidden = !editing?.canHold({ part, edge: 'start' });
    end.hidden = !editing?.canHold({ part, edge: 'end' });
    start.style.transform = `translateX(${found.start}px)`;
    end.style.transform = `translateX(${found.end}px)`;
  }
}
