import type { DeploymentPlanDetail, PlanTask } from '../../../../api/types';

/** What a line of the table is: a heading, or a task with how deep it lies among steps. */
export type Line = { section: string } | { task: PlanTask; depth: number };

export const isTask = (line: Line | undefined): line is { task: PlanTask; depth: number } =>
  line !== undefined && 'task' in line;

/** The tasks of one way in their order, each change of section under a heading of its own. */
export function linesOf(tasks: readonly PlanTask[], way: string | null): Line[] {
  const shown = tasks.filter(({ branch }) => branch === way);
  const byNumber = new Map(tasks.map((task) => [task.number, task]));
  const lines: Line[] = [];
  let section: string | null = null;
  for (const task of shown) {
    if (task.section !== section && task.section !== null) lines.push({ section: task.section });
    section = task.section;
    lines.push({ task, depth: depthOf(task, byNumber) });
  }
  return lines;
}

function depthOf(task: PlanTask, byNumber: ReadonlyMap<number, PlanTask>): number {
  let depth = 0;
  let above = task.parent;
  while (above !== null && depth < byNumber.size) {
    depth += 1;
    above = byNumber.get(above)?.parent ?? null;
  }
  return depth;
}

/** The number of the task that comes after this one in the whole plan; null at its end. */
export function numberAfter(tasks: readonly PlanTask[], number: number): number | null {
  const place = tasks.findIndex((task) => task.number === number);
  return tasks[place + 1]?.number ?? null;
}

/** Before which task one is put to go up or down by one line of its way; undefined where there is no further. */
export function moved(
  tasks: readonly PlanTask[],
  { number, branch }: Pick<PlanTask, 'number' | 'branch'>,
  step: -1 | 1,
): number | null | undefined {
  const way = tasks.filter((task) => task.branch === branch);
  const place = way.findIndex((task) => task.number === number);
  const other = way[place + step];
  if (other === undefined) return undefined;
  return step < 0 ? other.number : numberAfter(tasks, other.number);
}

/** How long the longest of what is drawn takes. */
export const durationOf = ({ ways }: DeploymentPlanDetail, way: string | null): number =>
  ways.find(({ branch }) => branch === way)?.duration ?? 0;
