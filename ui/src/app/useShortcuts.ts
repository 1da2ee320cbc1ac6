import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { pageKey } from '../components/pageKeys';
import { destinations } from './navigation';

/** How long `g` waits for the letter after it. */
const SEQUENCE_MS = 1_200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  );
}

interface ShortcutActions {
  onPalette: () => void;
  onHelp: () => void;
}

export function useShortcuts({ onPalette, onHelp }: ShortcutActions): void {
  const navigate = useNavigate();
  useEffect(() => {
    let goUntil = 0;
    function onKeyDown(event: KeyboardEvent) {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        onPalette();
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isTyping(event.target))
        return;
      if (goUntil > event.timeStamp) {
        goUntil = 0;
        const destination = destinations.find(({ key }) => key === event.key);
        if (destination) void navigate({ to: destination.to });
        return;
      }
      if (event.key === 'g') goUntil = event.timeStamp + SEQUENCE_MS;
      if (event.key === '?') onHelp();
      const ofPage = pageKey(event.key);
      if (ofPage) {
        event.preventDefault();
        ofPage();
      }
      if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('[data-page-search]');
        if (search) {
          event.preventDefault();
          search.focus();
        }
      }
    }
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [navigate, onPalette, onHelp]);
}
