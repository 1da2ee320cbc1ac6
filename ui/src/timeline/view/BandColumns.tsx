import { memo, useMemo } from 'react';
import { type Band, drawnBands } from '../core/bands';
import { pxPerDayOf } from '../core/markers';
import styles from './Bands.module.css';
import type { RenderedWindow } from './controller';
import { placed } from './style';

interface BandColumnsProps {
  bands: readonly Band[];
  rendered: RenderedWindow;
  origin: number;
}

/** Without room for a pattern, in CSS pixels. */
const NARROW = 8;

/** Bands behind the rows, through the whole plot. Decoration: the strip above says what they are. */
export const BandColumns = memo(function BandColumns({ bands, rendered, origin }: BandColumnsProps) {
  const pxPerDay = pxPerDayOf(rendered.step);
  const drawn = useMemo(() => drawnBands(bands, rendered, pxPerDay), [bands, rendered, pxPerDay]);
  return drawn.map(({ kind, start, end }) => (
    <div
      key={`${kind} ${start}`}
      className={styles.column}
      data-band={kind}
      data-narrow={(end - start) * pxPerDay < NARROW || undefined}
      style={placed(origin, start, end)}
    />
  ));
});
