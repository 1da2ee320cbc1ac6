import { useEffect } from 'react';

/** What a key does on the page that is open. */
export type PageKeys = Record<string, () => void>;

const NONE: PageKeys = {};
let offered = NONE;

/**
 * Gives keys a meaning as long as the page is open, wherever on it the reader is, unless they are typing. What the shell
 * means by a key comes first.
 */
export function usePageKeys(keys: PageKeys): void {
  useEffect(() => {
    offered = keys;
    return () => {
      if (offered === keys) offered = NONE;
    };
  }, [keys]);
}

/** What a key does on the open page, if anything. */
export const pageKey = (key: string): (() => void) | undefined => offered[key];
