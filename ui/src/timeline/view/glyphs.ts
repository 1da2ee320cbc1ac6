/** Gates and milestones as the screen and paper show them. */
import { GLYPH_KINDS, GLYPH_SIZE, GLYPH_STATES, glyphPath } from '../core/glyphs';
import type { Marker, MarkerState } from '../core/model';
import { keepPicture } from './pictures';

export const GLYPH_TONES: Readonly<Record<MarkerState, string>> = {
  pending: '--gate-pending',
  passed: '--gate-passed',
  failed: '--gate-failed',
  overdue: '--timeline-overdue',
};

/** Draws one in a square of 16 at the origin of the context. */
export function paintGlyph(
  context: CanvasRenderingContext2D,
  marker: Pick<Marker, 'kind' | 'state'>,
  tone: string,
  surface: string,
): void {
  const path = new Path2D(glyphPath(marker));
  if (marker.state !== 'pending') {
    context.fillStyle = tone;
    context.fill(path, 'evenodd');
    return;
  }
  const centre = GLYPH_SIZE / 2;
  context.save();
  context.translate(centre, centre);
  context.scale(0.88, 0.88);
  context.translate(-centre, -centre);
  context.fillStyle = surface;
  context.fill(path);
  context.lineWidth = 1.8;
  context.strokeStyle = tone;
  context.stroke(path);
  context.restore();
}

let kept = false;

/** Keeps the pictures of all of them, `gate-passed` and so on. */
export function keepGlyphs(): void {
  if (kept) return;
  kept = true;
  for (const kind of GLYPH_KINDS) {
    for (const state of GLYPH_STATES) {
      keepPicture(`${kind}-${state}`, {
        size: GLYPH_SIZE,
        paint: (context, colourOf) =>
          paintGlyph(context, { kind, state }, colourOf(GLYPH_TONES[state]), colourOf('--surface')),
      });
    }
  }
}
