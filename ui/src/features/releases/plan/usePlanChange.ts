import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import type { PlanPart } from '../../../api/plan';
import { notify } from '../../../components/notices';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';

interface Item {
  id: string;
  rev: number;
  name: string;
}

interface Written<New, Changed> {
  /** Sent when there is no such thing yet. */
  add: New;
  /** Sent when there is: only what the person changed. */
  change: Changed;
  reason?: string;
}

/** Adding, changing and removing one thing of the plan; all three refresh the whole release. */
export function usePlanChange<New, Changed>(
  part: PlanPart<New, Changed>,
  item: Item | undefined,
  onClose: () => void,
) {
  const text = useText();
  const release = useRelease();
  const refresh = [keys.all('releases'), keys.all('calendar')];
  const saving = useChange({
    change: ({ add, change, reason }: Written<New, Changed>, key) =>
      item ? part.change(release.id, item, change, reason) : part.add(release.id, add, key, reason),
    refresh,
    onDone: (saved) => {
      notify(text(item ? 'plan.saved' : 'plan.added', { name: saved.name }));
      onClose();
    },
  });
  const removing = useChange({
    change: async (reason: string | undefined) => {
      if (item) await part.remove(release.id, item, reason);
    },
    refresh,
    onDone: () => {
      notify(text('plan.removed', { name: item?.name }));
      onClose();
    },
  });
  return { saving, removing, problem: saving.problem ?? removing.problem };
}
