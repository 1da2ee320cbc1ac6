import { useQueryClient } from '@tanstack/react-query';
import { idempotencyKey } from '../../../api/client';
import { keys } from '../../../api/keys';
import { undoMove } from '../../../api/moves';
import { Problem } from '../../../api/problem';
import type { PlanAnswer } from '../../../api/types';
import { notify, notifyRefusal } from '../../../components/notices';
import { useText } from '../../../i18n/text';
import { subjectItem } from './answer';
import type { Subject } from './wish';

/** Says what was moved, and takes it back when that is asked for. */
export function useMoved(): (done: PlanAnswer, subject: Subject) => void {
  const text = useText();
  const queries = useQueryClient();

  const undo = async (change: string, name: string) => {
    try {
      await undoMove(change, idempotencyKey());
      notify(text('move.undone', { name }));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      notifyRefusal(text('move.undo.refused', { name }), problem);
    }
    await Promise.all(
      [keys.all('releases'), keys.all('calendar')].map((queryKey) => queries.invalidateQueries({ queryKey })),
    );
  };

  return (done, { id, name }) => {
    const days = subjectItem(done, { id })?.days ?? 0;
    const { change } = done;
    notify(
      text('move.done', { name, days: Math.abs(days), way: days < 0 ? 'earlier' : 'later' }),
      change === null ? null : { label: text('move.undo'), run: () => void undo(change, name) },
    );
  };
}
