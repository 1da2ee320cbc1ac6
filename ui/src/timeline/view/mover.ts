import type { Day } from '../core/days';
import type { Edit, Part } from '../core/edit';
import styles from './EditLayer.module.css';
import { LAYER_DAYS } from './style';

const NAMES = ['role', 'aria-label', 'tabindex', 'id', 'data-stop', 'data-part'];
const FAINT = '0.35';

/** The drawing of a part in its row; a phase inside the bar of its release has none, a slot one in each of its rows. */
function drawingOf(root: HTMLElement, part: Part): HTMLElement | SVGElement | null {
  if (part.kind === 'phase' && part.row !== part.id) return null;
  if (part.kind === 'slot') {
    return root.querySelector(`[data-cell="${CSS.escape(part.row)}"] [data-stop="${CSS.escape(part.id)}"]`);
  }
  const name = part.kind === 'marker' ? 'data-stop' : 'data-part';
  return root.querySelector(`[${name}="${CSS.escape(part.id)}"]`);
}

/**
 * What is being moved, drawn once more in a layer of its own: there it follows the pointer by two styles a frame, while
 * the drawing where it was fades.
 */
export class Mover {
  /** What fades while it is moved: a marker or slot, or all that is drawn of a row. */
  readonly #was: HTMLElement | SVGElement | null;
  readonly #copy: HTMLElement | SVGElement;
  readonly #origin: Day;

  constructor(root: HTMLElement, layer: HTMLElement, part: Part, origin: Day, top: number) {
    this.#origin = origin;
    const drawing = drawingOf(root, part);
    const isAlone = part.kind === 'marker' || part.kind === 'slot';
    this.#was = isAlone ? drawing : (drawing?.parentElement ?? null);
    this.#copy = drawing
      ? (drawing.cloneNode(true) as HTMLElement | SVGElement)
      : document.createElement('div');
    if (!drawing) this.#copy.setAttribute('class', styles.phase ?? '');
    for (const name of NAMES) this.#copy.removeAttribute(name);
    this.#copy.setAttribute('aria-hidden', 'true');
    if (this.#was) this.#was.style.opacity = FAINT;
    if (part.kind !== 'marker') {
      this.#copy.style.left = this.#place(part.span.start - origin);
      this.#copy.style.width = this.#place(part.span.end - part.span.start);
    }
    layer.style.top = `${top}px`;
    layer.replaceChildren(this.#copy);
  }

  /** A whole part is pushed, which lays nothing out; only an end that moves gives it another width. */
  show({ part, edge, after }: Edit, pxPerDay: number): void {
    const { style } = this.#copy;
    if (edge === 'whole') {
      const days = part.kind === 'marker' ? after.end - part.span.end : after.start - part.span.start;
      style.transform = `translateX(${(days * pxPerDay).toFixed(2)}px)`;
      if (part.kind === 'marker') return;
    } else {
      style.left = this.#place(after.start - this.#origin);
    }
    const width = this.#place(after.end - after.start);
    if (style.width !== width) style.width = width;
  }

  remove(): void {
    this.#copy.remove();
    if (this.#was) this.#was.style.opacity = '';
  }

  #place(days: number): string {
    return `${(days / LAYER_DAYS) * 100}%`;
  }
}
