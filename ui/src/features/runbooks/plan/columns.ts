import type { DeploymentPlanDetail, PlanTask, PlanTaskChange, TaskKind } from '../../../api/types';
import { durationText, estimateOf, estimateText } from '../../../components/duration';
import type { IconName } from '../../../components/Icon';
import { afterOf, afterText } from './core/links';
import type { Edited } from './core/paste';

export type ColumnId = 'number' | Edited | 'start' | 'finish' | 'slack';

export interface GridColumn {
  id: ColumnId;
  /** CSS pixels; `rest` takes what the others leave. */
  width: number;
  isEdited: boolean;
}

const column = (id: ColumnId, width: number, isEdited = false): GridColumn => ({ id, width, isEdited });

export const COLUMNS: readonly GridColumn[] = [
  column('number', 40),
  column('name', 214, true),
  column('kind', 116, true),
  column('lane', 108, true),
  column('owner', 104, true),
  column('estimate', 96, true),
  column('after', 92, true),
  column('start', 60),
  column('finish', 54),
  column('slack', 86),
];
/** What there is room for beside nothing else. */
export const PHONE_COLUMNS = COLUMNS.filter(({ id }) => ['number', 'name', 'estimate'].includes(id));

export const KINDS: readonly TaskKind[] = [
  'manual',
  'automated',
  'checkpoint',
  'communication',
  'downtime_start',
  'downtime_end',
];

export const KIND_ICON: Record<TaskKind, IconName> = {
  manual: 'people',
  automated: 'activity',
  checkpoint: 'gate',
  communication: 'inbox',
  downtime_start: 'pause',
  downtime_end: 'sun',
};

export const ownerName = ({ owner }: Pick<PlanTask, 'owner'>): string =>
  owner?.person?.name ?? owner?.team?.name ?? '';

/** What a cell holds, as it is typed. */
export function cellText(task: PlanTask, id: ColumnId): string {
  switch (id) {
    case 'number':
      return String(task.number);
    case 'name':
      return task.name;
    case 'kind':
      return task.kind;
    case 'lane':
      return task.lane ?? '';
    case 'owner':
      return ownerName(task);
    case 'estimate':
      return task.has_steps ? '' : estimateText(task.estimate);
    case 'after':
      return afterText(task.after);
    case 'start':
      return clockText(task.start);
    case 'finish':
      return clockText(task.finish);
    case 'slack':
      return durationText(task.slack);
  }
}

/** `1:05`: hours and minutes since the beginning. */
export function clockText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

/** The change that makes a cell hold what was typed; null when it cannot be read. An owner is found out elsewhere. */
export function changeOf(id: Exclude<Edited, 'owner'>, typed: string): PlanTaskChange | null {
  switch (id) {
    case 'name':
      return { name: typed.trim() };
    case 'kind':
      return { kind: typed as TaskKind };
    case 'lane':
      return { lane: typed === '' ? null : typed };
    case 'estimate': {
      const estimate = estimateOf(typed);
      return estimate && { estimate };
    }
    case 'after': {
      const after = afterOf(typed);
      return after && { after };
    }
  }
}

export const laneName = (plan: Pick<DeploymentPlanDetail, 'lanes'>, key: string | null): string =>
  plan.lanes.find((lane) => lane.key === key)?.name ?? key ?? '';
