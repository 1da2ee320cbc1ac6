import { Button } from '@mantine/core';
import { memo } from 'react';
import { useIntl } from 'react-intl';
import type { RunTask, TaskAct } from '../../../api/types';
import { Icon } from '../../../components/Icon';
import { useText } from '../../../i18n/text';
import { ownZone } from '../../../time/format';
import { KIND_ICON, ownerName } from '../plan/columns';
import styles from '../plan/TaskGrid.module.css';
import { hourText } from './core/clock';
import type { Kept } from './core/queue';
import { StandingBadge } from './Standing';

export const TEMPLATE = '40px 112px minmax(210px, 1fr) 124px 112px 114px 104px 190px';
export const ROW = 36;

/** What a press is enough for; the rest takes a reason. */
const AT_ONCE: readonly TaskAct[] = ['start', 'complete'];

/** What is seldom wanted: its button stands only where the task is open. */
const REMOTE: readonly TaskAct[] = ['skip'];

export interface RunRowProps {
  task: RunTask;
  depth: number;
  index: number;
  top: number;
  isCurrent: boolean;
  /** What was done here and is not answered yet. */
  kept: Kept | undefined;
  /** The day that needs no name. */
  today: string;
  onGo: (number: number) => void;
  onOpen: (number: number) => void;
  onAct: (task: RunTask, act: TaskAct) => void;
}

export const RunRow = memo(function RunRow(props: RunRowProps) {
  const { task, depth, index, top, isCurrent, kept, today, onGo, onOpen, onAct } = props;
  const text = useText();
  const { locale } = useIntl();
  const span = (from: string | null, to: string | null) =>
    from && to
      ? `${hourText(from, today, locale, ownZone())} – ${hourText(to, today, locale, ownZone())}`
      : '';
  return (
    <tr
      className={styles.row}
      aria-rowindex={index + 2}
      data-current={isCurrent || undefined}
      style={{ gridTemplateColumns: TEMPLATE, height: ROW, transform: `translateY(${top}px)` }}
    >
      <td className={styles.cell}>
        <span className="faint">{task.number}</span>
      </td>
      <td className={styles.cell}>
        {kept ? <Waits kept={kept} /> : <StandingBadge standing={task.standing} />}
      </td>
      <td className={styles.cell} style={{ paddingLeft: 8 + 16 * depth }}>
        <span
          title={text(`task.kind.${task.kind}`)}
          style={{ color: 'var(--ink-soft)', display: 'inline-flex', flex: 'none' }}
        >
          <Icon name={KIND_ICON[task.kind]} size={14} />
        </span>
        <button
          type="button"
          data-task={task.number}
          tabIndex={isCurrent ? 0 : -1}
          onFocus={() => onGo(task.number)}
          onClick={() => onOpen(task.number)}
          style={{
            overflow: 'hidden',
            padding: 0,
            border: 0,
            background: 'none',
            color: 'var(--ink)',
            font: 'inherit',
            fontWeight: task.has_steps ? 600 : 500,
            textOverflow: 'ellipsis',
            textAlign: 'start',
            cursor: 'pointer',
            minHeight: 24,
          }}
        >
          {task.name}
        </button>
      </td>
      <td className={styles.cell}>
        <span>{ownerName(task)}</span>
      </td>
      <td className={styles.cell}>
        <span className="faint">{span(task.planned_start, task.planned_finish)}</span>
      </td>
      <td className={styles.cell}>
        <span style={task.late ? { color: 'var(--danger)', fontWeight: 500 } : undefined}>
          {span(task.expected_start, task.expected_finish)}
        </span>
      </td>
      <td className={styles.cell}>
        <Marks task={task} />
      </td>
      <td className={styles.cell}>
        {task.acts
          .filter((act) => AT_ONCE.includes(act) && kept === undefined)
          .map((act) => (
            <Button
              key={act}
              size="compact-xs"
              tabIndex={isCurrent ? 0 : -1}
              variant={act === 'complete' && task.acts.includes('start') ? 'default' : 'filled'}
              onClick={() => onAct(task, act)}
            >
              {text(task.kind === 'checkpoint' && act === 'complete' ? 'run.act.go' : `run.act.${act}`)}
              <span className="visually-hidden"> {task.name}</span>
            </Button>
          ))}
        {task.acts.some((act) => !REMOTE.includes(act) && !AT_ONCE.includes(act)) && kept === undefined && (
          <Button
            size="compact-xs"
            variant="subtle"
            tabIndex={isCurrent ? 0 : -1}
            onClick={() => onOpen(task.number)}
          >
            {text('run.act.more')}
            <span className="visually-hidden"> {task.name}</span>
          </Button>
        )}
      </td>
    </tr>
  );
});

export function Waits({ kept }: { kept: Kept }) {
  const text = useText();
  return (
    <span
      style={{
        display: 'inline-flex',
        alignItems: 'center',
        gap: 4,
        color: 'var(--warning)',
        fontWeight: 500,
      }}
    >
      <Icon name="pause" size={14} />
      <span title={text('run.kept.waits')}>{text(`run.act.${kept.act}`)} …</span>
    </span>
  );
}

export function Marks({ task }: { task: RunTask }) {
  const text = useText();
  if (task.late) {
    return (
      <span style={{ color: 'var(--danger)', fontSize: 'var(--text-s)', fontWeight: 600 }}>
        <Icon name="alert" size={12} /> {text('run.late')}
      </span>
    );
  }
  if (task.critical && !['completed', 'skipped'].includes(task.standing)) {
    return (
      <span style={{ color: 'var(--ink-soft)', fontSize: 'var(--text-s)' }}>
        <Icon name="activity" size={12} /> {text('task.critical')}
      </span>
    );
  }
  return null;
}
