import { type KeyboardEvent, useState } from 'react';
import type { ApprovalVerdict } from '../../api/types';
import { VERDICTS } from '../../components/gates/AnswerForm';
import { usePageKeys } from '../../components/pageKeys';
import { focusPanel } from '../../components/panelSlot';
import { usePanel } from '../../components/useSearchState';
import { useRoving } from './useRoving';

interface DeskOptions {
  /** Whether a verdict can be said to this one; otherwise the key only opens it. */
  isAnswered?: (id: string) => boolean;
  /** Chooses one to be decided with others. */
  onChoose?: (id: string) => void;
}

/**
 * A list whose things are decided one after the other in the panel beside it, with the keyboard through the whole of it. What
 * is open is in the address: `?panel=item:arq_1`, or `?panel=approve:arq_1` for whoever is about to approve it.
 */
export function useDesk(ids: readonly string[], { isAnswered = () => true, onChoose }: DeskOptions = {}) {
  const panel = usePanel();
  const roving = useRoving(ids);
  /** The keyboard stays where it is, in the list or in the form, while the panel follows. */
  const [isFollowing, setFollowing] = useState(false);
  const verdict = VERDICTS.find((one) => one === panel.name);
  const isOpen = panel.name === 'item' || verdict !== undefined;
  const opened = isOpen ? ids.find((id) => id === panel.subject) : undefined;

  const goOn = (id: string | undefined, name: string = 'item') => {
    setFollowing(true);
    if (id === undefined) panel.close();
    else panel.open(name, id);
  };
  const open = (id: string) => {
    setFollowing(false);
    if (opened === id) focusPanel();
    else panel.open('item', id);
  };
  const close = () => {
    if (opened) roving.goTo(opened);
    panel.close();
  };
  const move = (step: number) => {
    const next = roving.after(step);
    if (next === undefined) return;
    roving.goTo(next);
    if (opened) goOn(next);
  };
  const say = (wanted: ApprovalVerdict) => {
    const id = roving.current ?? opened;
    if (id !== undefined) goOn(id, isAnswered(id) ? wanted : 'item');
  };
  /** Goes on with the next, as long as there is one. */
  const done = (id: string) => {
    const next = ids[ids.indexOf(id) + 1];
    if (next !== undefined) roving.goTo(next);
    goOn(next);
  };
  usePageKeys({
    j: () => move(1),
    k: () => move(-1),
    a: () => say('approve'),
    r: () => say('reject'),
    t: () => say('return'),
    x: () => {
      if (roving.current !== undefined) onChoose?.(roving.current);
    },
    Escape: () => {
      if (opened) close();
    },
  });

  return {
    opened,
    verdict,
    /** Where the reader goes on when the panel opens. */
    focus: verdict !== undefined || isFollowing ? ('nowhere' as const) : ('title' as const),
    open,
    close,
    done,
    row: roving.row,
    /** The arrows move between the rows as `j` and `k` do everywhere. */
    onKeyDown: (event: KeyboardEvent) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      move(step);
    },
  };
}
