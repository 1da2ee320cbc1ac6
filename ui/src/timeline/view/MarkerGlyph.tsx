import { type HTMLAttributes, useEffect } from 'react';
import type { Marker } from '../core/model';
import { keepGlyphs } from './glyphs';
import styles from './MarkerGlyph.module.css';

type MarkerGlyphProps = Pick<Marker, 'kind' | 'state'> & HTMLAttributes<HTMLSpanElement>;

/** A gate is a diamond, a milestone a dot; colour and sign say its state. Decoration unless it is given a name. */
export function MarkerGlyph({ kind, state, className, ...rest }: MarkerGlyphProps) {
  useEffect(keepGlyphs, []);
  return (
    <span
      aria-hidden={rest['aria-label'] === undefined || undefined}
      className={className ? `${styles.glyph} ${className}` : styles.glyph}
      data-kind={kind}
      data-state={state}
      {...rest}
    />
  );
}
