import { useEffect, useRef } from 'react';
import { usePanel } from '../../../components/useSearchState';
import type { OpenMove } from './useMove';

/**
 * The panel in the address, `?panel=move:rel_1.pha_2`: a move that is begun is a link, and Back closes it. Of the two the
 * one that changed last is followed.
 */
export function useMoveAddress(
  isReady: boolean,
  open: OpenMove | null,
  begin: (release: string, part?: string) => boolean,
): void {
  const panel = usePanel();
  const address = panel.name === 'move' ? panel.subject : undefined;
  const moved = open ? `${open.wish.release}.${open.wish.subject.id}` : undefined;
  const before = useRef<{ address?: string | undefined; moved?: string | undefined }>({});
  useEffect(() => {
    if (!isReady) return;
    const was = before.current;
    before.current = { address, moved };
    if (address === moved) return;
    if (address !== was.address) {
      if (address === undefined) open?.close();
      else if (!begin(...(address.split('.') as [string, string?]))) panel.close();
    } else if (moved !== was.moved) {
      if (moved === undefined) panel.close();
      else panel.open('move', moved);
    }
  });
}
