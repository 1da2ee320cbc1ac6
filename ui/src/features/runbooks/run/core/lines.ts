import type { RunBoard, RunTask } from '../../../../api/types';

export const GROUPS = ['section', 'lane'] as const;
export type Group = (typeof GROUPS)[number];
export const SHOWN = ['all', 'mine', 'ready', 'late', 'blocked'] as const;
export type Shown = (typeof SHOWN)[number];

export type Line = { heading: string; key: string } | { task: RunTask; depth: number };

export const isTask = (line: Line | undefined): line is { task: RunTask; depth: number } =>
  line !== undefined && 'task' in line;

export interface Mine {
  person: string;
  teams: ReadonlySet<string>;
}

/** Whose it is: the one named, else the team of its lane. */
export function isMine(task: RunTask, { person, teams }: Mine, board: Pick<RunBoard, 'lanes'>): boolean {
  if (task.owner) return task.owner.person?.id === person || teams.has(task.owner.team?.id ?? '');
  const team = board.lanes.find(({ key }) => key === task.lane)?.team;
  return team != null && teams.has(team.id);
}

export function isShown(task: RunTask, shown: Shown, mine: Mine, board: RunBoard): boolean {
  if (task.standing === 'off') return false;
  switch (shown) {
    case 'mine':
      return isMine(task, mine, board);
    case 'ready':
      return task.standing === 'ready' || task.standing === 'running';
    case 'late':
      return task.late;
    case 'blocked':
      return ['blocked', 'failed', 'in_doubt'].includes(task.standing);
    default:
      return true;
  }
}

/** The tasks under the name of their lane or section; with none of either they stand by themselves. */
export function linesOf(board: RunBoard, group: Group, shown: Shown, mine: Mine): Line[] {
  const tasks = board.tasks.filter((task) => isShown(task, shown, mine, board));
  const byNumber = new Map(board.tasks.map((task) => [task.number, task]));
  const groups = new Map<string, RunTask[]>();
  for (const { key } of group === 'lane' ? board.lanes : []) groups.set(key, []);
  for (const task of tasks) {
    const key = task[group] ?? '';
    groups.set(key, [...(groups.get(key) ?? []), task]);
  }
  const nameOf = (key: string) =>
    group === 'lane' ? (board.lanes.find((lane) => lane.key === key)?.name ?? '') : key;
  return [...groups].flatMap(([key, some]) => [
    ...(some.length > 0 && key !== '' ? [{ heading: nameOf(key), key }] : []),
    ...some.map((task) => ({ task, depth: depthOf(task, byNumber) })),
  ]);
}

function depthOf(task: RunTask, byNumber: ReadonlyMap<number, RunTask>): number {
  let depth = 0;
  for (let above = task.parent; above !== null && depth < byNumber.size; depth += 1)
    above = byNumber.get(above)?.parent ?? null;
  return depth;
}

/** The go or no-go that comes next: the first that is not over. */
export const nextCheckpoint = ({ tasks }: Pick<RunBoard, 'tasks'>): RunTask | undefined =>
  tasks
    .filter(({ kind, standing }) => kind === 'checkpoint' && !OVER.has(standing))
    .toSorted((left, right) => (left.expected_start ?? '').localeCompare(right.expected_start ?? ''))[0];

const OVER = new Set(['off', 'completed', 'skipped']);

/** How much is over of what is to be done. */
export function progressOf({ counts }: Pick<RunBoard, 'counts'>): { done: number; all: number } {
  const count = (names: string[]) =>
    counts.filter(({ standing }) => names.includes(standing)).reduce((sum, one) => sum + one.count, 0);
  const all = counts.filter(({ standing }) => standing !== 'off').reduce((sum, one) => sum + one.count, 0);
  return { done: count(['completed', 'skipped']), all };
}
