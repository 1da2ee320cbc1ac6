import type { Matrix, MatrixColumn, MatrixMember } from '../../../api/types';

export interface MatrixFilters {
  q?: string;
  drifting?: string;
  order?: string;
  columns?: string;
}

/** Of a matrix, what the reader asked to see. Columns keep their index in the answer, which cells point at. */
export interface ShownMatrix {
  columns: { index: number; column: MatrixColumn }[];
  members: MatrixMember[];
}

export function shownOf(matrix: Matrix, { q, drifting, order, columns }: MatrixFilters): ShownMatrix {
  const typed = q?.toLowerCase();
  const found = matrix.members.filter(
    ({ key, name, drift }) =>
      (drifting !== 'true' || drift > 0) &&
      (!typed || key.toLowerCase().includes(typed) || name.toLowerCase().includes(typed)),
  );
  const members = order === 'drift' ? found.toSorted((left, right) => right.drift - left.drift) : found;
  return {
    columns: matrix.columns
      .map((column, index) => ({ index, column }))
      .filter(
        ({ column: { kind } }) =>
          kind === 'target' ||
          ((columns !== 'gates' || kind !== 'phase') && (columns !== 'phases' || kind === 'phase')),
      ),
    members,
  };
}

/** From this many days the colour says: look at this one first. */
const FAR = 7;

export const driftLevel = (drift: number): 'near' | 'far' | undefined =>
  drift === 0 ? undefined : drift > FAR ? 'far' : 'near';
