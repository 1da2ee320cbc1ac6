/** Names that keep to the left edge while what they name reaches beyond it. */
import type { Day } from '../core/days';
import type { Viewport } from '../core/scale';

const ATTRIBUTE = 'data-pin';

/** For an element that stands for these days: its text will not leave the screen before it does. */
export function pin(start: Day, end: Day): Record<string, string> {
  return { [ATTRIBUTE]: `${start} ${end}` };
}

/**
 * Pushes every such name in `root` to the edge, and back those that need no push any more. `hides` says of a name
 * whether there is too little left of what it names; it is asked only about those at the edge.
 */
export function pushPins(
  root: HTMLElement | null,
  view: Viewport,
  hides: (element: HTMLElement, start: Day, end: Day) => boolean,
): void {
  if (!root) return;
  for (const element of root.querySelectorAll<HTMLElement>(`[${ATTRIBUTE}]`)) {
    const [start = 0, end = 0] = (element.getAttribute(ATTRIBUTE) ?? '').split(' ').map(Number);
    const atEdge = start < view.start && end > view.start;
    const indent = atEdge ? `${Math.round((view.start - start) * view.pxPerDay)}px` : '';
    if (element.style.textIndent !== indent) element.style.textIndent = indent;
    const colour = hides(element, start, end) ? 'transparent' : '';
    if (element.style.color !== colour) element.style.color = colour;
  }
}
