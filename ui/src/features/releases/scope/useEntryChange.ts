import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import type { ScopePart } from '../../../api/scope';
import { useRelease } from '../ReleaseContext';

/** Putting and taking away one entry of a sub-list, under the revision of the release on screen. */
export function useEntryChange<Body>(part: ScopePart<Body>, onDone: () => void) {
  const release = useRelease();
  const refresh = [keys.all('releases')];
  const putting = useChange({
    change: ({ other, body }: { other: string; body: Body }) => part.put(release, other, body),
    refresh,
    onDone,
  });
  const removing = useChange({
    change: (other: string) => part.remove(release, other),
    refresh,
    onDone,
  });
  return { putting, removing, problem: putting.problem ?? removing.problem };
}
