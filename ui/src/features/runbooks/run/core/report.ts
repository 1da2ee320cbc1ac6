import type { RunReport, RunTask, TaskReport } from '../../../../api/types';

export interface ReportLine extends TaskReport {
  task: RunTask;
}

/** What was on the way, steps instead of what they are part of: what differed most from its plan first, what is not over last. */
export function reportLines({ run, tasks }: Pick<RunReport, 'run' | 'tasks'>): ReportLine[] {
  const byNumber = new Map(run.tasks.map((task) => [task.number, task]));
  const size = ({ longer_by }: TaskReport) => (longer_by === null ? -1 : Math.abs(longer_by));
  return tasks
    .flatMap((told) => {
      const task = byNumber.get(told.number);
      return task && !task.has_steps && task.standing !== 'off' ? [{ ...told, task }] : [];
    })
    .toSorted((left, right) => size(right) - size(left));
}

export interface Totals {
  /** How many are over. */
  count: number;
  planned: number;
  took: number;
  longerBy: number;
}

/** Of what is over: what is not says nothing of how good the estimates were. */
export function totalsOf(lines: readonly TaskReport[]): Totals {
  const over = lines.filter(({ took }) => took !== null);
  const sum = (of: (line: TaskReport) => number | null) =>
    over.reduce((total, line) => total + (of(line) ?? 0), 0);
  return {
    count: over.length,
    planned: sum(({ planned }) => planned),
    took: sum(({ took }) => took),
    longerBy: sum(({ longer_by }) => longer_by),
  };
}
