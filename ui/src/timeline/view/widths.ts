/** How wide words are, without asking the layout. */

const FONTS = { name: '500 11px', phase: '500 11px', major: '600 12px' } as const;
export type TextKind = keyof typeof FONTS;

const widths = new Map<string, number>();
let canvas: CanvasRenderingContext2D | null | undefined;

/** Width of a text in CSS pixels. */
export function widthOf(text: string, kind: TextKind): number {
  const font = FONTS[kind];
  const key = `${font} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    canvas ??= document.createElement('canvas').getContext('2d');
    if (canvas) canvas.font = `${font} ${getComputedStyle(document.body).fontFamily}`;
    width = canvas?.measureText(text).width ?? text.length * 6.5;
    widths.set(key, width);
  }
  return width;
}

const cut = new Map<string, string>();

/** What of a text fits a width in CSS pixels. Cut here, not by the style: each clip costs time in every frame of a zoom. */
export function cutToFit(text: string, kind: TextKind, width: number): string {
  const room = Math.floor(width);
  const key = `${kind} ${room} ${text}`;
  let fits = cut.get(key);
  if (fits === undefined) {
    fits = text;
    for (let length = text.length; length > 0 && widthOf(fits, kind) > room; length -= 1) {
      fits = `${text.slice(0, length).trimEnd()}…`;
    }
    if (cut.size > 5_000) cut.clear();
    cut.set(key, fits);
  }
  return fits;
}
