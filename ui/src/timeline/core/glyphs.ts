/** Signs of gates and milestones, as paths in a square of 16. */
import type { Marker, MarkerState } from './model';

const SHAPES = {
  gate: 'M8 .4 15.600 8 8 15.600.4 8z',
  milestone: 'M8 1.800a6.200 6.200 0 1 0 0 12.400 6.200 6.200 0 0 0 0-12.400z',
} as const;

/** Drawn inside out, so that a sign is a hole in its shape. Nothing while it is pending: what is to come is empty. */
const SIGNS = {
  pending: '',
  passed: 'M4.700 8.300 5.900 7.100 7.200 8.400 10.100 5.300 11.300 6.500 7.200 10.800z',
  failed:
    'M8 6.800 9.900 4.900 11.100 6.100 9.200 8 11.100 9.900 9.900 11.100 8 9.200 6.100 11.100 4.900 9.900 6.800 8 4.900 6.100 6.100 4.900z',
  overdue: 'M7.100 4.200h1.800v4.600h-1.800zM7.100 10h1.800v1.800h-1.800z',
} as const;

export const GLYPH_SIZE = 16;
export const GLYPH_KINDS = ['gate', 'milestone'] as const;
export const GLYPH_STATES: readonly MarkerState[] = ['pending', 'passed', 'failed', 'overdue'];

/** The path to fill with the even-odd rule; of a pending one to stroke, a little smaller, so that the line fits in. */
export function glyphPath({ kind, state }: Pick<Marker, 'kind' | 'state'>): string {
  return SHAPES[kind] + SIGNS[state];
}
