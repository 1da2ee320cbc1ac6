import { memo, useLayoutEffect } from 'react';
import type { Row } from '../core/tree';
import styles from './LabelRow.module.css';
import { keepPicture } from './pictures';
import { hasSameProps } from './sameProps';
import type { TimelineLook } from './types';

interface LabelRowProps {
  row: Row;
  id: string;
  cell: string;
  index: number;
  top: number;
  height: number;
  look: TimelineLook;
  selected: boolean;
  focusable: boolean;
}

const CHEVRON_SIZE = 12;
/** In a square of 16. */
const CHEVRONS = { closed: 'm6 4 4 4-4 4', open: 'm4 6 4 4 4-4' };

function keepChevrons(): void {
  for (const [state, path] of Object.entries(CHEVRONS)) {
    keepPicture(`chevron-${state}`, {
      size: CHEVRON_SIZE,
      paint: (context, colourOf) => {
        context.scale(CHEVRON_SIZE / 16, CHEVRON_SIZE / 16);
        context.strokeStyle = colourOf('--ink-soft');
        context.lineWidth = 1.8;
        context.stroke(new Path2D(path));
      },
    });
  }
}

/** The row itself, for the eye its name at the left, for assistive technology everything in it. */
export const LabelRow = memo(function LabelRow(props: LabelRowProps) {
  const { row, id, cell, index, top, height, look, selected, focusable } = props;
  useLayoutEffect(keepChevrons, []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: the cells of a row lie in two layers, which a table cannot do
    <div
      role="row"
      id={id}
      data-row={row.id}
      data-type={row.type}
      data-context={(row.type === 'release' && row.context) || undefined}
      className={styles.row}
      aria-label={look.nameOf(row)}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-rowindex={index + 1}
      aria-expanded={row.expandable ? row.open : undefined}
      aria-selected={selected}
      aria-owns={cell}
      tabIndex={focusable ? 0 : -1}
      style={{ top, height }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: focus is on the row */}
      <div role="rowheader" className={styles.cell} style={{ paddingLeft: 4 + (row.level - 1) * 14 }}>
        <span
          className={styles.chevron}
          data-toggle={row.expandable || undefined}
          data-open={row.open || undefined}
        />
        {look.labelOf(row)}
      </div>
    </div>
  );
}, hasSameProps);
