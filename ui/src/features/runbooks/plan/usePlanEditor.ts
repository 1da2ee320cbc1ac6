import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { idempotencyKey } from '../../../api/client';
import { keys } from '../../../api/keys';
import { Problem } from '../../../api/problem';
import { addTasks, changeTask, moveTask, removeTask } from '../../../api/runbooks';
import type { DeploymentPlanDetail, NewPlanTask, PlanTask, PlanTaskChange } from '../../../api/types';

/** What was typed into a cell and is on its way, or came back. */
export interface Typed {
  text: string;
  isRefused: boolean;
}

/** What was refused, and what it was about. */
export interface Refusal {
  what: string;
  problem: Problem;
  number: number | null;
}

export interface PlanEditor {
  /** By number and column. */
  typed: ReadonlyMap<string, Typed>;
  refusal: Refusal | null;
  isSaving: boolean;
  change: (task: PlanTask, column: string, text: string, body: PlanTaskChange) => void;
  /** Told the plan as it then is. */
  add: (tasks: NewPlanTask[], before: number | null, then?: (plan: DeploymentPlanDetail) => void) => void;
  move: (task: PlanTask, before: number | null) => void;
  remove: (task: PlanTask, then?: () => void) => void;
  dismiss: () => void;
}

export const cellName = (number: number, column: string) => `${number} ${column}`;

/** Changes of a plan one after the other, each from what the one before made of it. */
export function usePlanEditor(plan: DeploymentPlanDetail, reference: string): PlanEditor {
  const queries = useQueryClient();
  const [typed, setTyped] = useState<ReadonlyMap<string, Typed>>(new Map());
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [waiting, setWaiting] = useState(0);
  const line = useRef<Promise<unknown>>(Promise.resolve());
  /** The revision of each task that was changed here: newer than the one that was looked at. */
  const own = useRef(new Map<number, number>());
  const { id } = plan;

  const accept = useCallback(
    (next: DeploymentPlanDetail) => {
      const key = keys.one('deployment-plans', reference);
      const known = queries.getQueryData<DeploymentPlanDetail>(key);
      if (known === undefined || next.rev >= known.rev) queries.setQueryData(key, next);
    },
    [queries, reference],
  );
  const forget = useCallback((cell: string | null, isRefused: boolean) => {
    if (cell === null) return;
    setTyped((before) => {
      const next = new Map(before);
      const was = next.get(cell);
      if (isRefused && was) next.set(cell, { ...was, isRefused });
      else next.delete(cell);
      return next;
    });
  }, []);

  const enqueue = useCallback(
    (
      what: string,
      number: number | null,
      cell: string | null,
      run: () => Promise<DeploymentPlanDetail>,
      then?: (plan: DeploymentPlanDetail) => void,
    ) => {
      setWaiting((before) => before + 1);
      const next = line.current.then(async () => {
        try {
          const changed = await run();
          const task = changed.tasks.find((one) => one.number === number);
          if (task) own.current.set(task.number, task.rev);
          accept(changed);
          forget(cell, false);
          setRefusal((before) => (before?.number === number ? null : before));
          then?.(changed);
        } catch (failure) {
          if (!(failure instanceof Problem)) throw failure;
          forget(cell, true);
          setRefusal({ what, problem: failure, number });
          if (failure.isStale)
            void queries.invalidateQueries({ queryKey: keys.one('deployment-plans', reference) });
        } finally {
          setWaiting((before) => before - 1);
        }
      });
      line.current = next.catch(() => undefined);
    },
    [accept, forget, queries, reference],
  );

  const actions = useMemo(() => {
    const fresh = ({ number, rev }: PlanTask) => ({
      number,
      rev: Math.max(rev, own.current.get(number) ?? 0),
    });
    return {
      change: (task: PlanTask, column: string, text: string, body: PlanTaskChange) => {
        const cell = cellName(task.number, column);
        setTyped((before) => new Map(before).set(cell, { text, isRefused: false }));
        enqueue(task.name, task.number, cell, () => changeTask(id, fresh(task), body));
      },
      add: (tasks: NewPlanTask[], before: number | null, then?: (plan: DeploymentPlanDetail) => void) => {
        const key = idempotencyKey();
        enqueue(tasks[0]?.name ?? '', null, null, () => addTasks(id, tasks, before, key), then);
      },
      move: (task: PlanTask, before: number | null) => {
        const key = idempotencyKey();
        enqueue(task.name, task.number, null, () => moveTask(id, fresh(task), before, key));
      },
      remove: (task: PlanTask, then?: () => void) =>
        enqueue(task.name, task.number, null, () => removeTask(id, fresh(task)), then),
      dismiss: () => {
        setRefusal(null);
        setTyped((before) => new Map([...before].filter(([, one]) => !one.isRefused)));
      },
    };
  }, [enqueue, id]);

  return { typed, refusal, isSaving: waiting > 0, ...actions };
}
