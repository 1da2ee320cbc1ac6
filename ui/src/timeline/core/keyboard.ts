/** What a key means, given where the focus is. The view obeys; it decides nothing. */
import type { Row } from './tree';

/** Stop 0 is the row itself; 1 and up are its gates and milestones in order of time. */
export interface Focus {
  readonly row: string;
  readonly stop: number;
}

export type Intent =
  | { readonly type: 'focus'; readonly focus: Focus }
  | { readonly type: 'toggle'; readonly row: string }
  | { readonly type: 'open'; readonly row: string }
  | { readonly type: 'choose'; readonly focus: Focus }
  | { readonly type: 'move'; readonly focus: Focus }
  | { readonly type: 'zoom'; readonly direction: 1 | -1 }
  | { readonly type: 'pan'; readonly direction: 1 | -1 }
  | { readonly type: 'today' }
  | { readonly type: 'fit' };

export interface Key {
  readonly key: string;
  readonly shift: boolean;
  readonly ctrl: boolean;
}

export interface KeyContext {
  readonly rows: readonly Row[];
  readonly focus: Focus | null;
  /** Rows that fit the window. */
  readonly page: number;
  stopsOf(row: Row): number;
}

/** `null` leaves the key to the browser. */
export function intentOf({ key, shift, ctrl }: Key, context: KeyContext): Intent | null {
  switch (key) {
    case '+':
    case '=':
      return ctrl ? null : { type: 'zoom', direction: 1 };
    case '-':
      return ctrl ? null : { type: 'zoom', direction: -1 };
  }
  if (ctrl && key !== 'Home' && key !== 'End') return null;
  const { rows, focus } = context;
  const index = Math.max(
    0,
    rows.findIndex((row) => row.id === focus?.row),
  );
  const row = rows[index];
  const stop = focus?.stop ?? 0;
  const rowAt = (wanted: number): Intent | null => {
    const target = rows[Math.max(0, Math.min(rows.length - 1, wanted))];
    return target ? { type: 'focus', focus: { row: target.id, stop: 0 } } : null;
  };
  switch (key) {
    case 't':
    case 'T':
      return { type: 'today' };
    case 'f':
    case 'F':
      return { type: 'fit' };
    case 'ArrowDown':
      return rowAt(index + 1);
    case 'ArrowUp':
      return rowAt(index - 1);
    case 'PageDown':
      return rowAt(index + context.page);
    case 'PageUp':
      return rowAt(index - context.page);
    case 'Home':
      return rowAt(0);
    case 'End':
      return rowAt(rows.length - 1);
  }
  if (!row) return null;
  switch (key) {
    case 'ArrowRight':
      if (shift) return { type: 'pan', direction: 1 };
      if (stop === 0 && row.expandable && !row.open) return { type: 'toggle', row: row.id };
      return stop < context.stopsOf(row) ? { type: 'focus', focus: { row: row.id, stop: stop + 1 } } : null;
    case 'ArrowLeft':
      if (shift) return { type: 'pan', direction: -1 };
      if (stop > 0) return { type: 'focus', focus: { row: row.id, stop: stop - 1 } };
      if (row.expandable && row.open) return { type: 'toggle', row: row.id };
      return row.parent === null ? null : { type: 'focus', focus: { row: row.parent, stop: 0 } };
    case '[':
      if (row.open) return { type: 'toggle', row: row.id };
      return row.parent === null ? null : { type: 'toggle', row: row.parent };
    case ']':
      return row.expandable && !row.open ? { type: 'toggle', row: row.id } : null;
    case 'Enter':
      if (stop > 0) return { type: 'choose', focus: { row: row.id, stop } };
      return row.type === 'group' ? { type: 'toggle', row: row.id } : { type: 'open', row: row.id };
    case 'm':
    case 'M':
      return row.type === 'group' ? null : { type: 'move', focus: { row: row.id, stop } };
    case ' ':
      if (row.type === 'group') return { type: 'toggle', row: row.id };
      return { type: 'choose', focus: { row: row.id, stop } };
    default:
      return null;
  }
}
