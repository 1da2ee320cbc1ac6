/** Which keys move what has the focus. */
import type { Edge } from './edit';

export interface EditKey {
  readonly edge: Edge;
  /** In working days. */
  readonly steps: number;
}

interface Pressed {
  readonly key: string;
  readonly code: string;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** Working days of a week. */
const WEEK = 5;

/** Brackets by their place too: with Alt they are other characters on many keyboards. */
export function editKeyOf({ key, code, altKey, shiftKey, ctrlKey, metaKey }: Pressed): EditKey | null {
  if (!altKey || ctrlKey || metaKey) return null;
  const by = shiftKey ? WEEK : 1;
  if (key === 'ArrowRight') return { edge: 'whole', steps: by };
  if (key === 'ArrowLeft') return { edge: 'whole', steps: -by };
  if (key === ']' || code === 'BracketRight') return { edge: 'end', steps: by };
  if (key === '[' || code === 'BracketLeft') return { edge: 'end', steps: -by };
  return null;
}
