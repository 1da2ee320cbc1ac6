import type { Day } from '../core/days';
import { hasTrack, type RowGeometry, SLOT_LANE } from '../core/geometry';
import type { Row } from '../core/tree';
import styles from './EditLayer.module.css';
import type { HandParts } from './hand';
import { placed } from './style';
import type { PlanGhost } from './types';

interface GhostsProps {
  ghosts: readonly PlanGhost[];
  rows: readonly Row[];
  geometry: RowGeometry;
  origin: Day;
  layer: HandParts['layer'];
}

/** In the moving layer: where things would be, and above them what is being dragged. */
export function Ghosts({ ghosts, rows, geometry, origin, layer }: GhostsProps) {
  const places = ghosts.length > 0 ? new Map(rows.map((row, index) => [row.id, index])) : null;
  return (
    <>
      {ghosts.map((ghost) => {
        const index = places?.get(ghost.row) ?? places?.get(ghost.orRow ?? '');
        const row = index === undefined ? undefined : rows[index];
        if (index === undefined || !row) return null;
        const { span } = ghost;
        return (
          <div
            key={ghost.id}
            aria-hidden="true"
            className={ghost.marker ? styles.ghostMarker : styles.ghost}
            data-plan-ghost={ghost.id}
            data-kind={ghost.marker ?? (ghost.row === row.id ? row.type : 'inside')}
            data-track={hasTrack(row) || undefined}
            data-trouble={ghost.trouble ?? undefined}
            style={{
              ...(ghost.marker ? placed(origin, span.end - 0.5) : placed(origin, span.start, span.end)),
              top: geometry.top(index) + (ghost.lane ?? 0) * SLOT_LANE,
            }}
          />
        );
      })}
      <div ref={layer} className={styles.moving} />
    </>
  );
}

/** By what one holds the ends of the bar under the pointer. */
export function Handles({ handles }: Pick<HandParts, 'handles'>) {
  return (
    <div ref={handles} className={styles.handles} aria-hidden="true" hidden>
      <span className={styles.handle} />
      <span className={styles.handle} />
    </div>
  );
}
