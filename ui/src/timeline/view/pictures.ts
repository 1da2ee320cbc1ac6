/**
 * Small pictures in custom properties of the page, `--picture-gate-passed` and so on, in the colours of the theme and
 * at the resolution of the screen. Each SVG element is a piece of its own to the browser's compositor; a hundred of them
 * cost most of a frame of a zoom.
 */
export interface Picture {
  /** Width and height in CSS pixels. */
  readonly size: number;
  /** Draws it at the origin; `colourOf` answers the value of a token such as `--surface`. */
  paint(context: CanvasRenderingContext2D, colourOf: (token: string) => string): void;
}

const pictures = new Map<string, Picture>();
const waiting = new Set<string>();
let watched = false;

/** The property that holds the picture of this name. */
export function pictureOf(name: string): string {
  return `var(--picture-${name})`;
}

/** Keeps the picture as the theme and the screen are, from now on. A name stands for one picture. */
export function keepPicture(name: string, picture: Picture): void {
  if (pictures.has(name)) return;
  pictures.set(name, picture);
  if (waiting.size === 0) queueMicrotask(paintWaiting);
  waiting.add(name);
  if (watched) return;
  watched = true;
  new MutationObserver(paintAgain).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['data-mantine-color-scheme'],
  });
  watchScreen();
}

function watchScreen(): void {
  const screen = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
  const again = () => {
    paintAgain();
    watchScreen();
  };
  screen.addEventListener('change', again, { once: true });
}

function paintAgain(): void {
  for (const name of pictures.keys()) waiting.add(name);
  paintWaiting();
}

function paintWaiting(): void {
  const root = document.documentElement;
  const tokens = getComputedStyle(root);
  const known = new Map<string, string>();
  // All colours are read before anything is set, or each would have the browser work out all styles again.
  const colourOf = (token: string) => {
    const colour = known.get(token) ?? tokens.getPropertyValue(token);
    known.set(token, colour);
    return colour;
  };
  const scale = Math.max(1, window.devicePixelRatio);
  const canvas = document.createElement('canvas');
  // In memory, not on the graphics card: reading a picture back from there takes longer than all else here.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return;
  const painted: [name: string, url: string][] = [];
  for (const name of waiting) {
    const picture = pictures.get(name);
    if (!picture) continue;
    canvas.width = Math.ceil(picture.size * scale);
    canvas.height = canvas.width;
    context.scale(scale, scale);
    picture.paint(context, colourOf);
    painted.push([name, canvas.toDataURL()]);
  }
  waiting.clear();
  for (const [name, url] of painted) root.style.setProperty(`--picture-${name}`, `url(${url})`);
}
