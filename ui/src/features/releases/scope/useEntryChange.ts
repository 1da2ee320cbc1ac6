import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { putEntry, removeEntry } from '../../../api/scope';
import { useRelease } from '../ReleaseContext';

type Kind = 'systems' | 'manifest' | 'dependencies';
type Body<K extends Kind> = Parameters<typeof putEntry<K>>[3];

/** Putting and taking away one entry of a sub-list, under the revision of the release on screen. */
export function useEntryChange<K extends Kind>(kind: K, onDone: () => void) {
  const release = useRelease();
  const refresh = [keys.all('releases')];
  const putting = useChange({
    change: ({ other, body }: { other: string; body: Body<K> }) => putEntry(kind, release, other, body),
    refresh,
    onDone,
  });
  const removing = useChange({
    change: (other: string) => removeEntry(kind, release, other),
    refresh,
    onDone,
  });
  return { putting, removing, problem: putting.problem ?? removing.problem };
}
