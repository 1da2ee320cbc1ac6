import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { addToPlan, changeInPlan, removeFromPlan } from '../../../api/plan';
import { notify } from '../../../components/notices';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';

type Part = 'phases' | 'milestones' | 'activities';
type Input<Kind extends Part> = Parameters<typeof addToPlan<Kind>>[2];

interface Item {
  id: string;
  rev: number;
  name: string;
}

/** Adding, changing and removing one thing of the plan; all three refresh the whole release. */
export function usePlanChange<Kind extends Part>(part: Kind, item: Item | undefined, onClose: () => void) {
  const text = useText();
  const release = useRelease();
  const refresh = [keys.all('releases'), keys.all('calendar')];
  const saving = useChange({
    change: ({ body, reason }: { body: Input<Kind>; reason?: string }, key) =>
      item
        ? changeInPlan(part, release.id, item, body, reason)
        : addToPlan(part, release.id, body, key, reason),
    refresh,
    onDone: (saved) => {
      notify(text(item ? 'plan.saved' : 'plan.added', { name: saved.name }));
      onClose();
    },
  });
  const removing = useChange({
    change: async (reason: string | undefined) => {
      if (item) await removeFromPlan(part, release.id, item, reason);
    },
    refresh,
    onDone: () => {
      notify(text('plan.removed', { name: item?.name }));
      onClose();
    },
  });
  return { saving, removing, problem: saving.problem ?? removing.problem };
}
