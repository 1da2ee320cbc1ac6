import { memo } from 'react';
import type { Row } from '../core/tree';
import styles from './LabelRow.module.css';
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

/** The row itself, for the eye its name at the left, for assistive technology everything in it. */
export const LabelRow = memo(function LabelRow(props: LabelRowProps) {
  const { row, id, cell, index, top, height, look, selected, focusable } = props;
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
        >
          {row.expandable && (
            <svg aria-hidden="true" viewBox="0 0 16 16" width="12" height="12">
              <path d="m6 4 4 4-4 4" fill="none" stroke="currentColor" strokeWidth="1.8" />
            </svg>
          )}
        </span>
        {look.labelOf(row)}
      </div>
    </div>
  );
}, hasSameProps);
