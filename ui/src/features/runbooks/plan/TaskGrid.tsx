import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { DeploymentPlanDetail, PlanTask } from '../../../api/types';
import { notify } from '../../../components/notices';
import { usePhone } from '../../../components/usePhone';
import { useText } from '../../../i18n/text';
import type { CellEditorProps, Then } from './CellEditor';
import { COLUMNS, type ColumnId, cellText, KINDS, PHONE_COLUMNS } from './columns';
import { durationOf, isTask, linesOf, moved, numberAfter } from './core/lines';
import { type Edited, rowsOf, tasksOf } from './core/paste';
import { GanttHead } from './Gantt';
import styles from './TaskGrid.module.css';
import { TaskRow } from './TaskRow';
import { cellName, type PlanEditor } from './usePlanEditor';

const ROW = 32;
const OVERSCAN = 10;

interface TaskGridProps {
  plan: DeploymentPlanDetail;
  way: string | null;
  editor: PlanEditor;
  /** Why nothing can be written. */
  isReadOnly: boolean;
  hasBars: boolean;
  /** The task whose detail is open. */
  onOpen: (number: number) => void;
}

/** What an open cell begins with; what began with a key goes on after it. */
export interface Opened {
  text: string;
  isBegun: boolean;
}

interface Place {
  number: number;
  column: number;
}

/** The tasks of a way as a sheet that is written in place, each with its bar beside it. */
export function TaskGrid({ plan, way, editor, isReadOnly, hasBars, onOpen }: TaskGridProps) {
  const text = useText();
  const isPhone = usePhone();
  const columns = isPhone ? PHONE_COLUMNS : COLUMNS;
  const lines = useMemo(() => linesOf(plan.tasks, way), [plan.tasks, way]);
  const scroller = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place | null>(null);
  const [editing, setEditing] = useState<Opened | null>(null);
  const [removing, setRemoving] = useState<number | null>(null);
  /** Set when the focus is to follow the place. */
  const follows = useRef(false);
  const duration = hasBars && !isPhone ? durationOf(plan, way) : null;
  const template = useMemo(() => {
    const widths = columns.map(({ id, width }) =>
      id === 'name'
        ? isPhone
          ? 'minmax(0, 1fr)'
          : `minmax(${width}px, ${duration === null ? '1fr' : '280px'})`
        : `${width}px`,
    );
    return [...widths, ...(duration === null ? [] : ['minmax(260px, 1fr)'])].join(' ');
  }, [columns, duration, isPhone]);

  const minWidth = isPhone
    ? undefined
    : columns.reduce((sum, { width }) => sum + width, duration === null ? 0 : 260);

  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: OVERSCAN,
    scrollPaddingStart: ROW,
  });

  const tasks = useMemo(() => lines.filter(isTask).map(({ task }) => task), [lines]);
  const at = place ?? (tasks[0] ? { number: tasks[0].number, column: 1 } : null);
  const current = tasks.find(({ number }) => number === at?.number);

  const goTo = useCallback((next: Place) => {
    follows.current = true;
    setRemoving(null);
    setPlace(next);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place and what is open decide, not the lines under them
  useEffect(() => {
    if (!follows.current || place === null || editing !== null) return;
    const index = lines.findIndex((line) => isTask(line) && line.task.number === place.number);
    if (index < 0) return;
    follows.current = false;
    virtualizer.scrollToIndex(index);
    const focus = () =>
      scroller.current
        ?.querySelector<HTMLElement>(`[data-cell="${place.number} ${place.column}"]`)
        ?.focus({ preventScroll: false });
    focus();
    const frame = requestAnimationFrame(focus);
    return () => cancelAnimationFrame(frame);
  }, [place, editing, lines]);

  const step = useCallback(
    (from: Place, rows: number, across: number) => {
      const index = tasks.findIndex(({ number }) => number === from.number);
      const next = tasks[Math.max(0, Math.min(tasks.length - 1, index + rows))];
      const column = Math.max(0, Math.min(columns.length - 1, from.column + across));
      if (next) goTo({ number: next.number, column });
    },
    [tasks, columns, goTo],
  );

  const addBelow = useCallback(
    (after: PlanTask | undefined) => {
      const like = after && { section: after.section, parent: after.parent, lane: after.lane };
      const task = { ...like, name: text('task.untitled'), branch: way, after: [] };
      const known = new Set(plan.tasks.map(({ number }) => number));
      editor.add([task], after ? numberAfter(plan.tasks, after.number) : null, (changed) => {
        const made = changed.tasks.find(({ number }) => !known.has(number));
        if (!made) return;
        goTo({ number: made.number, column: 1 });
        setEditing({ text: made.name, isBegun: false });
      });
    },
    [editor, goTo, plan.tasks, text, way],
  );

  const edit = useCallback(
    (where: Place, typed?: string) => {
      const column = columns[where.column];
      const task = tasks.find(({ number }) => number === where.number);
      if (!column || !task) return;
      if (!column.isEdited || isReadOnly) {
        if (typed === undefined) onOpen(where.number);
        return;
      }
      setPlace(where);
      const held = editor.typed.get(cellName(task.number, column.id))?.text ?? cellText(task, column.id);
      setEditing({ text: typed ?? held, isBegun: typed !== undefined });
    },
    [columns, editor.typed, isReadOnly, onOpen, tasks],
  );

  const leave = useCallback(() => {
    follows.current = true;
    setEditing(null);
    setPlace((before) => before && { ...before });
  }, []);

  const onDone = useCallback(
    (task: PlanTask, column: ColumnId, ...[typed, change, then]: Parameters<CellEditorProps['onDone']>) => {
      const from = { number: task.number, column: columns.findIndex(({ id }) => id === column) };
      if (change && Object.keys(change).length > 0) editor.change(task, column, typed, change);
      setEditing(null);
      const go: Record<Then, () => void> = {
        down: () => step(from, 1, 0),
        right: () => step(from, 0, 1),
        left: () => step(from, 0, -1),
        stay: () => undefined,
        below: () => addBelow(task),
      };
      go[then]();
    },
    [columns, editor, step, addBelow],
  );

  function onKeyDown(event: KeyboardEvent) {
    if (at === null) {
      if (event.key === 'Enter' && !isReadOnly) addBelow(undefined);
      return;
    }
    const isCommand = event.ctrlKey || event.metaKey;
    const done = keyDone(event, isCommand);
    if (done) event.preventDefault();
  }

  function keyDone(event: KeyboardEvent, isCommand: boolean): boolean {
    if (at === null) return false;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2);
    const arrows: Record<string, [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      PageUp: [-page, 0],
      PageDown: [page, 0],
      Home: isCommand ? [-tasks.length, -columns.length] : [0, -columns.length],
      End: isCommand ? [tasks.length, columns.length] : [0, columns.length],
    };
    const arrow = arrows[event.key];
    if (event.altKey && current && !isReadOnly && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      const before = moved(plan.tasks, current, event.key === 'ArrowUp' ? -1 : 1);
      if (before !== undefined) editor.move(current, before);
      follows.current = true;
      return true;
    }
    if (arrow && !event.altKey) {
      step(at, ...arrow);
      return true;
    }
    if (event.key === 'Enter' && isCommand && !isReadOnly) {
      addBelow(current);
      return true;
    }
    if (event.key === 'Enter' || event.key === 'F2') {
      edit(at);
      return true;
    }
    if (event.key === 'Escape' && removing !== null) {
      setRemoving(null);
      return true;
    }
    if ((event.key === 'Delete' || event.key === 'Backspace') && current && !isReadOnly) {
      remove(current);
      return true;
    }
    const isSign = event.key.length === 1 && event.key !== ' ' && !isCommand && !event.altKey;
    if (isSign && columns[at.column]?.isEdited && !isReadOnly) {
      const isChosen = ['kind', 'lane'].includes(columns[at.column]?.id ?? '');
      edit(at, isChosen ? undefined : event.key);
      return !isChosen;
    }
    return false;
  }

  function remove(task: PlanTask) {
    if (removing !== task.number) {
      setRemoving(task.number);
      return;
    }
    setRemoving(null);
    const index = tasks.indexOf(task);
    const next = tasks[index + 1] ?? tasks[index - 1];
    if (next) goTo({ number: next.number, column: at?.column ?? 1 });
    editor.remove(task, () => notify(text('runbooks.removed', { number: task.number, name: task.name })));
  }

  function onPaste(event: ClipboardEvent) {
    if (isReadOnly || editing !== null) return;
    const rows = rowsOf(event.clipboardData.getData('text/plain'));
    if (rows.length === 0) return;
    event.preventDefault();
    const kinds = new Map(
      KINDS.flatMap((kind) => [
        [kind, kind] as const,
        [text(`task.kind.${kind}`).toLowerCase(), kind] as const,
      ]),
    );
    const lanes = new Map(plan.lanes.map(({ key, name }) => [name.toLowerCase(), key]));
    const read = tasksOf(rows, 'name' satisfies Edited, { kinds, lanes });
    if ('unread' in read) {
      notify(text('runbooks.pasteUnread', { cell: read.unread }));
      return;
    }
    const like = current && { section: current.section, parent: current.parent };
    const added = read.tasks.map((task) => ({ ...like, branch: way, ...task }));
    editor.add(added, current ? numberAfter(plan.tasks, current.number) : null, () =>
      notify(text('runbooks.pasted', { count: added.length })),
    );
  }

  const onActive = useCallback(
    (number: number, column: number) => {
      goTo({ number, column });
      // A thumb writes in the form, not in a cell.
      if (isPhone) onOpen(number);
    },
    [goTo, isPhone, onOpen],
  );
  const onEdit = useCallback((number: number, column: number) => edit({ number, column }), [edit]);
  const removed = removing === null ? undefined : tasks.find(({ number }) => number === removing);

  return (
    <>
      <div
        ref={scroller}
        role="grid"
        className={styles.scroller}
        aria-label={text('runbooks.table')}
        aria-rowcount={lines.length + 1}
        aria-colcount={columns.length + (duration === null ? 0 : 1)}
        aria-readonly={isReadOnly || undefined}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      >
        <div
          role="row"
          aria-rowindex={1}
          className={`${styles.row} ${styles.head}`}
          style={{ gridTemplateColumns: template, minWidth }}
        >
          {columns.map(({ id }) => (
            <div
              key={id}
              role="columnheader"
              className={`${styles.cell} ${id === 'name' ? styles.name : ''}`}
              title={id === 'after' || id === 'estimate' ? text(`task.${id}.hint`) : undefined}
            >
              <span>{text(`task.${id}`)}</span>
            </div>
          ))}
          {duration !== null && (
            <div
              role="columnheader"
              aria-label={text('runbooks.bars')}
              className={styles.cell}
              style={{ padding: 0, overflow: 'visible' }}
            >
              <GanttHead duration={duration} />
            </div>
          )}
        </div>
        <div
          role="rowgroup"
          className={styles.body}
          style={{ position: 'relative', height: virtualizer.getTotalSize(), minWidth }}
        >
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const line = lines[index];
            if (!isTask(line))
              return <Heading key={`s${index}`} name={line?.section ?? ''} index={index} top={start} />;
            const isHere = line.task.number === at?.number;
            return (
              <TaskRow
                key={line.task.number}
                plan={plan}
                task={line.task}
                depth={line.depth}
                columns={columns}
                template={template}
                index={index}
                top={start}
                active={isHere ? (at?.column ?? null) : null}
                editing={isHere ? editing : null}
                isToBeRemoved={removing === line.task.number}
                typed={editor.typed}
                duration={duration}
                onActive={onActive}
                onEdit={onEdit}
                onDone={onDone}
                onLeave={leave}
              />
            );
          })}
        </div>
      </div>
      <p
        role="status"
        className="faint"
        style={{ padding: '4px 16px', fontSize: 'var(--text-s)', minHeight: 26 }}
      >
        {removed
          ? text('runbooks.removeSure', { number: removed.number, name: removed.name })
          : editor.isSaving
            ? text('runbooks.saving')
            : !isPhone && text(isReadOnly ? 'runbooks.readKeys' : 'runbooks.keys')}
      </p>
    </>
  );
}

function Heading({ name, index, top }: { name: string; index: number; top: number }) {
  return (
    <div
      role="row"
      className={styles.row}
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${top}px)`, background: 'var(--surface-page)' }}
    >
      <div
        role="rowheader"
        className={`${styles.cell} ${styles.name}`}
        style={{ fontWeight: 600, justifySelf: 'start' }}
      >
        {name}
      </div>
    </div>
  );
}
