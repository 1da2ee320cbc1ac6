import { GLYPH_SIZE, glyphPath } from '../core/glyphs';
import type { Picture } from '../core/picture';
import { GLYPH_TONES } from './glyphs';

/** A picture of the timeline for paper: sharp at any size. */
export function PictureSvg({ picture }: { picture: Picture }) {
  const { width, height, shapes } = picture;
  return (
    <svg aria-hidden="true" viewBox={`0 0 ${width} ${height}`}>
      {shapes.map((shape, index) => {
        // Nothing of it ever changes its place in the list.
        const key = index;
        if (shape.type === 'box') {
          const { type: _, fill, ...place } = shape;
          return <rect key={key} {...place} style={{ fill }} />;
        }
        if (shape.type === 'text') {
          const { x, y, text, fill, size, bold } = shape;
          return (
            <text key={key} x={x} y={y} fontSize={size} fontWeight={bold ? 600 : 400} style={{ fill }}>
              {text}
            </text>
          );
        }
        const tone = `var(${GLYPH_TONES[shape.marker.state]})`;
        const isPending = shape.marker.state === 'pending';
        return (
          <path
            key={key}
            d={glyphPath(shape.marker)}
            fillRule="evenodd"
            transform={`translate(${shape.x - GLYPH_SIZE / 2} ${shape.y - GLYPH_SIZE / 2})`}
            style={isPending ? { fill: 'var(--surface)', stroke: tone, strokeWidth: 1.6 } : { fill: tone }}
          />
        );
      })}
    </svg>
  );
}
