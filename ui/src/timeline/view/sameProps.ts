import { isSameRow, type Row } from '../core/tree';

/** For `memo`: rows are worked out anew whenever any of them changes, so they are compared by what they show. */
export function hasSameProps<Props extends { row: Row }>(before: Props, after: Props): boolean {
  return (Object.keys(after) as (keyof Props)[]).every((name) =>
    name === 'row' ? isSameRow(before.row, after.row) : Object.is(before[name], after[name]),
  );
}
