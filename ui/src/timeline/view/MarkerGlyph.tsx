import type { Marker } from '../core/model';
import styles from './MarkerGlyph.module.css';

const SHAPES = {
  gate: 'M8 1.200 14.800 8 8 14.800 1.200 8z',
  milestone: 'M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11z',
} as const;

/** Nothing while it is pending, so that what is still to come looks empty. */
const SIGNS = {
  pending: null,
  passed: 'm5.300 8.200 1.900 1.900 3.500-4',
  failed: 'm5.800 5.800 4.400 4.400m0-4.400-4.400 4.400',
  overdue: 'M8 4.800v3.600M8 11v.2',
} as const;

/** A gate is a diamond, a milestone a dot; colour and sign say its state. */
export function MarkerGlyph({ kind, state }: Pick<Marker, 'kind' | 'state'>) {
  return (
    <svg
      aria-hidden="true"
      className={styles.glyph}
      data-state={state}
      viewBox="0 0 16 16"
      width="16"
      height="16"
    >
      <path className={styles.shape} d={SHAPES[kind]} />
      {SIGNS[state] && <path className={styles.sign} d={SIGNS[state]} />}
    </svg>
  );
}
