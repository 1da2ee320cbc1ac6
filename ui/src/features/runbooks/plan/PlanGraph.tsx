import { useCallback, useMemo } from 'react';
import type { DeploymentPlanDetail } from '../../../api/types';
import { estimateText } from '../../../components/duration';
import { GraphView, type GraphViewProps } from '../../../components/graph/GraphView';
import { Icon } from '../../../components/Icon';
import { useText } from '../../../i18n/text';
import { KIND_ICON, laneName } from './columns';
import { afterText } from './core/links';

export interface PlanGraphProps {
  plan: DeploymentPlanDetail;
  way: string | null;
  onOpen: (number: number) => void;
}

/** What waits for what. What decides the end stands out. */
export function PlanGraph({ plan, way, onOpen, placed }: PlanGraphProps & Pick<GraphViewProps, 'placed'>) {
  const text = useText();
  const tasks = useMemo(() => plan.tasks.filter(({ branch }) => branch === way), [plan.tasks, way]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change only with the locale
  const things = useMemo(
    () =>
      tasks.map((task) => ({
        id: String(task.number),
        name: `${task.number} ${task.name}`,
        detail: [estimateText(task.estimate), laneName(plan, task.lane)].filter(Boolean).join(' · '),
        icon: <Icon name={KIND_ICON[task.kind]} size={14} />,
        kind: task.kind === 'checkpoint' ? 'system' : 'task',
        isCentre: task.critical && !task.has_steps,
        label: text('task.open', { number: task.number, name: task.name }),
      })),
    [tasks, plan.lanes],
  );
  const bonds = useMemo(() => {
    const known = new Set(tasks.map(({ number }) => number));
    return tasks.flatMap(({ number, parent, after }) => [
      ...after
        .filter(({ task }) => known.has(task))
        .map((one) => ({
          from: String(one.task),
          to: String(number),
          kind: 'after',
          label: afterText([{ ...one, task: 0 }]).slice(1),
        })),
      ...(parent === null ? [] : [{ from: String(number), to: String(parent), kind: 'needs' }]),
    ]);
  }, [tasks]);
  const go = useCallback((id: string) => onOpen(Number(id)), [onOpen]);
  return (
    <div style={{ flex: 1, minHeight: 0, display: 'grid' }}>
      <GraphView
        label={text('runbooks.graph')}
        things={things}
        bonds={bonds}
        onGo={go}
        fromStart
        placed={placed}
      />
    </div>
  );
}
