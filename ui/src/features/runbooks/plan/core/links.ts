import type { LinkKind, TaskAfter } from '../../../../api/types';
import { durationText, secondsOf } from '../../../../components/duration';

/** What a task waits for, as it is typed: `12, 15SS+10m, 3FF-1h`. */

const KIND: Record<string, LinkKind> = {
  FS: 'finish_start',
  SS: 'start_start',
  FF: 'finish_finish',
  SF: 'start_finish',
};
const SHORT = Object.fromEntries(Object.entries(KIND).map(([short, kind]) => [kind, short])) as Record<
  LinkKind,
  string
>;

const ONE = /^(\d+)\s*(FS|SS|FF|SF)?\s*(?:([+-])\s*(.+))?$/i;

/** Null for what cannot be read. */
export function afterOf(typed: string): TaskAfter[] | null {
  const parts = typed
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const read = parts.map((part): TaskAfter | null => {
    const [, task, short, sign, lag] = ONE.exec(part) ?? [];
    if (task === undefined) return null;
    const seconds = lag === undefined ? 0 : secondsOf(lag);
    if (seconds === null) return null;
    return {
      task: Number(task),
      link: KIND[short?.toUpperCase() ?? 'FS'],
      lag: sign === '-' ? -seconds : seconds,
    };
  });
  return read.every((one) => one !== null) ? (read as TaskAfter[]) : null;
}

export function afterText(after: readonly TaskAfter[]): string {
  return after
    .map(({ task, link = 'finish_start', lag = 0 }) => {
      const kind = link === 'finish_start' ? '' : SHORT[link];
      const later = lag === 0 ? '' : `${lag < 0 ? '-' : '+'}${durationText(Math.abs(lag))}`;
      return `${task}${kind}${later}`;
    })
    .join(', ');
}
