import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import {
  addRaidItem,
  changeRaidItem,
  closeRaidItem,
  type RaidTurn,
  turnRaidItem,
} from '../../../api/records';
import type { NewRaidItem, RaidItem, RaidItemChange } from '../../../api/types';
import { notify } from '../../../components/notices';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';

/** All that can be done to one line of the register; each refreshes the whole of it. */
export function useRaidChange(item: RaidItem | undefined, onClose: () => void) {
  const text = useText();
  const { id: release } = useRelease();
  const refresh = [keys.part('releases', release)];
  const done = (saved: RaidItem) => {
    notify(text(item ? 'raid.saved' : 'raid.added', { number: saved.number, title: saved.title }));
    onClose();
  };
  const saving = useChange({
    change: ({ add, change }: { add: NewRaidItem; change: RaidItemChange }, key) =>
      item ? changeRaidItem(release, item, change) : addRaidItem(release, add, key),
    refresh,
    onDone: done,
  });
  const closing = useChange({
    change: async (resolution: string, key) => {
      if (item === undefined) throw new Error('nothing to close');
      return closeRaidItem(release, item, resolution, key);
    },
    refresh,
    onDone: done,
  });
  const turning = useChange({
    change: async (turn: RaidTurn, key) => {
      if (item === undefined) throw new Error('nothing to turn');
      return turnRaidItem(release, item, turn, key);
    },
    refresh,
    onDone: done,
  });
  return { saving, closing, turning, problem: saving.problem ?? closing.problem ?? turning.problem };
}
