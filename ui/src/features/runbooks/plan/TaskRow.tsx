import { memo, type ReactNode } from 'react';
import type { DeploymentPlanDetail, PlanTask } from '../../../api/types';
import { Icon } from '../../../components/Icon';
import { useText } from '../../../i18n/text';
import { CellEditor, type CellEditorProps } from './CellEditor';
import { type ColumnId, cellText, type GridColumn, KIND_ICON, laneName } from './columns';
import { GanttBar } from './Gantt';
import type { Opened } from './TaskGrid';
import styles from './TaskGrid.module.css';
import { cellName, type Typed } from './usePlanEditor';

export interface TaskRowProps {
  plan: DeploymentPlanDetail;
  task: PlanTask;
  depth: number;
  columns: readonly GridColumn[];
  template: string;
  index: number;
  top: number;
  /** The column the reader is at, when it is in this row. */
  active: number | null;
  /** What is typed at first, when that cell is open. */
  editing: Opened | null;
  isToBeRemoved: boolean;
  typed: ReadonlyMap<string, Typed>;
  /** How long the way takes; null when bars are not shown. */
  duration: number | null;
  onActive: (number: number, column: number) => void;
  onEdit: (number: number, column: number) => void;
  onDone: (task: PlanTask, column: ColumnId, ...done: Parameters<CellEditorProps['onDone']>) => void;
  onLeave: () => void;
}

export const TaskRow = memo(function TaskRow(props: TaskRowProps) {
  const { plan, task, columns, active, editing, typed } = props;
  const text = useText();
  return (
    <div
      role="row"
      className={styles.row}
      aria-rowindex={props.index + 2}
      data-current={active !== null || undefined}
      style={{ gridTemplateColumns: props.template, transform: `translateY(${props.top}px)` }}
    >
      {columns.map((column, at) => {
        const isActive = active === at;
        const isOpen = isActive && editing !== null;
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the grid
          <div
            key={column.id}
            role="gridcell"
            tabIndex={isActive ? 0 : -1}
            aria-colindex={at + 1}
            aria-readonly={!column.isEdited || undefined}
            data-cell={`${task.number} ${at}`}
            className={`${styles.cell} ${column.id === 'name' ? styles.name : ''} ${isOpen ? styles.editing : ''}`}
            onClick={() => isOpen || props.onActive(task.number, at)}
            onDoubleClick={() => isOpen || props.onEdit(task.number, at)}
            style={column.id === 'name' ? { paddingLeft: isOpen ? 0 : 8 + 16 * props.depth } : undefined}
          >
            {isOpen ? (
              <CellEditor
                plan={plan}
                column={column.id}
                label={text(`task.${column.id}`)}
                opened={editing}
                before={typed.get(cellName(task.number, column.id))?.text ?? cellText(task, column.id)}
                onDone={(...done) => props.onDone(task, column.id, ...done)}
                onLeave={props.onLeave}
              />
            ) : (
              <Content {...props} column={column.id} />
            )}
          </div>
        );
      })}
      {props.duration !== null && (
        <div role="gridcell" className={styles.cell} style={{ padding: 0, overflow: 'visible' }}>
          <GanttBar task={task} duration={props.duration} />
        </div>
      )}
    </div>
  );
});

function Content({ plan, task, column, typed, isToBeRemoved }: TaskRowProps & { column: ColumnId }) {
  const text = useText();
  const said = typed.get(cellName(task.number, column));
  const plain = (content: ReactNode) => (
    <span
      style={{
        ...(said?.isRefused ? { color: 'var(--danger)' } : {}),
        ...(column === 'name' && task.has_steps ? { fontWeight: 600 } : {}),
        ...(isToBeRemoved ? { textDecoration: 'line-through' } : {}),
      }}
    >
      {content}
    </span>
  );
  if (said && column !== 'kind' && column !== 'lane') {
    return (
      <>
        {said.isRefused && <Icon name="alert" size={14} />}
        {plain(said.text)}
      </>
    );
  }
  switch (column) {
    case 'number':
      return <span className="faint">{task.number}</span>;
    case 'kind': {
      const kind = (said?.text ?? task.kind) as PlanTask['kind'];
      return (
        <>
          <Icon name={KIND_ICON[kind]} size={14} />
          {plain(text(`task.kind.${kind}`))}
        </>
      );
    }
    case 'lane':
      return plain(laneName(plan, said?.text || task.lane));
    case 'slack':
      if (!task.critical) return <span className="faint">{cellText(task, column)}</span>;
      return (
        <span style={{ color: 'var(--danger)', fontSize: 'var(--text-s)', fontWeight: 500 }}>
          <Icon name="activity" size={12} /> {text('task.critical')}
        </span>
      );
    default:
      return plain(cellText(task, column));
  }
}
