import type { Marker } from '../../timeline/core/model';
import styles from './MarkerSign.module.css';

const SIGNS = {
  pending: null,
  passed: 'm3.5 8.500 3 3 6-7',
  failed: 'm4 4 8 8M12 4l-8 8',
  overdue: 'M8 3v6M8 12v.5',
};

/** The sign within a gate or milestone; a pending one is empty. */
export function MarkerSign({ marker }: { marker: Pick<Marker, 'state'> }) {
  const path = SIGNS[marker.state];
  if (path === null) return null;
  return (
    <svg aria-hidden="true" viewBox="0 0 16 16" width="9" height="9">
      <path d={path} fill="none" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  );
}

/** A gate or milestone as it looks on the timeline, for lists and legends. */
export function MarkerShape({ marker }: { marker: Pick<Marker, 'kind' | 'state'> }) {
  return (
    <span className={styles.shape} data-kind={marker.kind} data-state={marker.state}>
      <MarkerSign marker={marker} />
    </span>
  );
}
