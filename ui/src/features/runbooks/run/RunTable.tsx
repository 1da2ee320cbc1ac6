import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useIntl } from 'react-intl';
import type { RunBoard, RunTask, TaskAct } from '../../../api/types';
import { usePageKeys } from '../../../components/pageKeys';
import { useText } from '../../../i18n/text';
import { ownZone, zoneName } from '../../../time/format';
import { localOf } from '../../../time/local';
import styles from '../plan/TaskGrid.module.css';
import { isTask, type Line } from './core/lines';
import type { Kept } from './core/queue';
import { ROW, RunRow, TEMPLATE } from './RunRow';
import type { Act } from './shelf';

const OVERSCAN = 10;
const MIN_WIDTH = 1_006;

interface RunTableProps {
  board: RunBoard;
  lines: Line[];
  kept: Kept[];
  act: Act;
  onOpen: (number: number) => void;
}

/** Every task with how it stands. `j` and `k` go through it, `s` begins, `d` is done. */
export function RunTable({ board, lines, kept, act, onOpen }: RunTableProps) {
  const text = useText();
  const { locale } = useIntl();
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: OVERSCAN,
    scrollPaddingStart: ROW,
  });
  const tasks = useMemo(() => lines.filter(isTask).map(({ task }) => task), [lines]);
  const current = tasks.find(({ number }) => number === at) ?? tasks[0];
  const waiting = useMemo(
    () => new Map(kept.filter(({ refusal }) => refusal === null).map((one) => [one.number, one])),
    [kept],
  );
  /** The day, not the moment: rows are drawn anew only when something in them changes. */
  const today = `${localOf(board.now, ownZone()).slice(0, 10)}T12:00:00Z`;

  const latest = useRef({ tasks, current, lines, act });
  useEffect(() => {
    latest.current = { tasks, current, lines, act };
  });
  const onAct = useCallback((task: RunTask, what: TaskAct) => latest.current.act(task, what), []);
  const pageKeys = useMemo(() => {
    const step = (by: 1 | -1) => {
      const { tasks: all, current: now, lines: shown } = latest.current;
      const has = document.activeElement?.hasAttribute('data-task');
      const place = now === undefined ? -1 : all.indexOf(now);
      const next = all[has ? Math.max(0, Math.min(all.length - 1, place + by)) : Math.max(place, 0)];
      if (!next) return;
      setAt(next.number);
      virtualizer.scrollToIndex(shown.findIndex((line) => isTask(line) && line.task === next));
      requestAnimationFrame(() =>
        scroller.current?.querySelector<HTMLElement>(`[data-task="${next.number}"]`)?.focus(),
      );
    };
    const does = (what: TaskAct) => () => {
      const { current: now } = latest.current;
      if (now?.acts.includes(what)) onAct(now, what);
    };
    return {
      j: () => step(1),
      ArrowDown: () => step(1),
      k: () => step(-1),
      ArrowUp: () => step(-1),
      s: does('start'),
      d: does('complete'),
    };
  }, [onAct, virtualizer]);
  usePageKeys(pageKeys);

  const zone = zoneName(ownZone(), board.now, locale);
  const heads = [
    text('task.number'),
    text('run.standing'),
    text('task.name'),
    text('task.owner'),
    text('run.planned', { zone }),
    text('run.expected', { zone }),
    text('run.marks'),
    text('run.acts'),
  ];
  return (
    <div ref={scroller} className={styles.scroller}>
      <table
        aria-rowcount={lines.length + 1}
        aria-label={text('run.tasks')}
        style={{ display: 'block', minWidth: MIN_WIDTH, borderSpacing: 0 }}
      >
        <thead className={styles.head} style={{ display: 'block' }}>
          <tr className={styles.row} style={{ gridTemplateColumns: TEMPLATE, background: 'inherit' }}>
            {heads.map((head) => (
              <th
                key={head}
                scope="col"
                className={styles.cell}
                style={{ fontWeight: 500, textAlign: 'start' }}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody
          className={styles.body}
          style={{ display: 'block', position: 'relative', height: virtualizer.getTotalSize() }}
        >
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const line = lines[index];
            if (!isTask(line)) return <Heading key={line?.key} name={line?.heading ?? ''} top={start} />;
            return (
              <RunRow
                key={line.task.number}
                task={line.task}
                depth={line.depth}
                index={index}
                top={start}
                isCurrent={line.task.number === current?.number}
                kept={waiting.get(line.task.number)}
                today={today}
                onGo={setAt}
                onOpen={onOpen}
                onAct={onAct}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Heading({ name, top }: { name: string; top: number }) {
  return (
    <tr
      className={styles.row}
      style={{ height: ROW, transform: `translateY(${top}px)`, background: 'var(--surface-page)' }}
    >
      <th scope="rowgroup" className={styles.cell} style={{ textAlign: 'start' }}>
        {name}
      </th>
    </tr>
  );
}
