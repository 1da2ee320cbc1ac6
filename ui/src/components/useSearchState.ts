import { useNavigate, useSearch } from '@tanstack/react-router';
import { startTransition, useCallback, useMemo, useRef, useState } from 'react';

type Values = Record<string, string | undefined>;

const NOTHING_AHEAD: Values = {};

/**
 * Filters live in the address, so that every view is a link. A change is shown at once and the address follows:
 * the next key, pressed before it has followed, already meets what the last one did.
 */
export function useFilters<Name extends string>(
  names: readonly Name[],
): [Partial<Record<Name, string>>, (changes: Partial<Record<Name, string | undefined>>) => void] {
  const search: Values = useSearch({ strict: false });
  const navigate = useNavigate();
  const [ahead, setAhead] = useState(NOTHING_AHEAD);
  const underWay = useRef(0);
  const filters = useMemo(() => {
    const now = { ...search, ...ahead };
    return Object.fromEntries(names.flatMap((name) => (now[name] ? [[name, now[name]]] : []))) as Partial<
      Record<Name, string>
    >;
  }, [names, search, ahead]);
  const change = useCallback(
    (changes: Partial<Record<Name, string | undefined>>) => {
      setAhead((before) => ({ ...before, ...changes }));
      underWay.current += 1;
      const arrived = () => {
        underWay.current -= 1;
        // The address is shown in a transition; ending earlier would show for a moment what was before.
        if (underWay.current === 0) startTransition(() => setAhead(NOTHING_AHEAD));
      };
      navigate({ to: '.', search: (before: Values) => ({ ...before, ...changes }), replace: true }).then(
        arrived,
        arrived,
      );
    },
    [navigate],
  );
  return [filters, change];
}

/** Which side panel is open, and on what: `?panel=phase:pha_1`. */
export function usePanel() {
  const search: Values = useSearch({ strict: false });
  const navigate = useNavigate();
  const [name, subject] = (search.panel ?? '').split(':');
  const open = useCallback(
    (panel: string, on?: string) =>
      void navigate({
        to: '.',
        search: (before: Values) => ({ ...before, panel: on ? `${panel}:${on}` : panel }),
      }),
    [navigate],
  );
  const close = useCallback(
    () => void navigate({ to: '.', search: (before: Values) => ({ ...before, panel: undefined }) }),
    [navigate],
  );
  return { name: name === '' ? undefined : name, subject, open, close };
}
