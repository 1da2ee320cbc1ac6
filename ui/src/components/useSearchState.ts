import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';

type Values = Record<string, string | undefined>;

/** Filters live in the address, so that every view is a link. */
export function useFilters<Name extends string>(
  names: readonly Name[],
): [Partial<Record<Name, string>>, (changes: Partial<Record<Name, string | undefined>>) => void] {
  const search: Values = useSearch({ strict: false });
  const navigate = useNavigate();
  const filters = useMemo(
    () =>
      Object.fromEntries(names.flatMap((name) => (search[name] ? [[name, search[name]]] : []))) as Partial<
        Record<Name, string>
      >,
    [names, search],
  );
  const change = useCallback(
    (changes: Partial<Record<Name, string | undefined>>) =>
      void navigate({ to: '.', search: (before: Values) => ({ ...before, ...changes }), replace: true }),
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
