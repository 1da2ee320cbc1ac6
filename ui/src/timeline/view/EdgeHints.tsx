import { useSyncExternalStore } from 'react';
import { ROW_HEIGHT } from '../core/geometry';
import { reveal, spanOf } from '../core/scale';
import type { Row } from '../core/tree';
import type { TimelineController } from './controller';
import styles from './EdgeHints.module.css';

interface EdgeHintsProps {
  controller: TimelineController;
  visible: readonly { readonly row: Row; readonly top: number }[];
  words: { readonly earlier: string; readonly later: string };
}

/** Small arrows at the edge for rows whose bar lies beyond it. A mouse shortcut: the keyboard has F and Enter. */
export function EdgeHints({ controller, visible, words }: EdgeHintsProps) {
  const view = useSyncExternalStore(controller.onSettled, controller.settled);
  const { start, end } = spanOf(view);
  return visible.map(({ row, top }) => {
    if (row.type === 'group') return null;
    const span = row.type === 'phase' ? row.phase : row.item.span;
    const side = span.end <= start ? 'earlier' : span.start >= end ? 'later' : null;
    if (side === null) return null;
    return (
      <button
        key={row.id}
        type="button"
        tabIndex={-1}
        aria-hidden="true"
        title={words[side]}
        className={styles.hint}
        data-side={side}
        style={{ top: top + (ROW_HEIGHT - 20) / 2 }}
        onClick={(event) => {
          event.stopPropagation();
          controller.glide(reveal(controller.heading(), span));
        }}
      >
        <svg aria-hidden="true" viewBox="0 0 16 16" width="12" height="12">
          <path
            d={side === 'earlier' ? 'm10 4-4 4 4 4' : 'm6 4 4 4-4 4'}
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
          />
        </svg>
      </button>
    );
  });
}
