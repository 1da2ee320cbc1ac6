import { GLYPH_SIZE } from '../core/glyphs';
import type { Picture } from '../core/picture';
import { GLYPH_TONES, paintGlyph } from './glyphs';

const VARIABLE = /^var\((--[\w-]+)\)$/;

/** The picture as pixels, in the colours of the theme; `scale` pixels for each of its own. */
export function paintPicture({ width, height, shapes }: Picture, scale: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const colours = getComputedStyle(document.documentElement);
  const family = getComputedStyle(document.body).fontFamily;
  const colourOf = (value: string) => {
    const name = VARIABLE.exec(value)?.[1];
    return name === undefined ? value : colours.getPropertyValue(name);
  };
  context.scale(scale, scale);
  for (const shape of shapes) {
    if (shape.type === 'glyph') {
      const { x, y, marker } = shape;
      context.save();
      context.translate(x - GLYPH_SIZE / 2, y - GLYPH_SIZE / 2);
      paintGlyph(context, marker, colourOf(`var(${GLYPH_TONES[marker.state]})`), colourOf('var(--surface)'));
      context.restore();
      continue;
    }
    context.fillStyle = colourOf(shape.fill);
    if (shape.type === 'text') {
      context.font = `${shape.bold ? 600 : 400} ${shape.size}px ${family}`;
      context.fillText(shape.text, shape.x, shape.y);
    } else {
      context.globalAlpha = shape.opacity;
      context.fillRect(shape.x, shape.y, shape.width, shape.height);
      context.globalAlpha = 1;
    }
  }
  return canvas;
}
