import { Button } from '@mantine/core';
import { memo } from 'react';
import { useIntl } from 'react-intl';
import type { RunBoard, RunTask } from '../../../api/types';
import { EmptyState } from '../../../components/PageState';
import { useText } from '../../../i18n/text';
import { ownZone, zoneName } from '../../../time/format';
import { ownerName } from '../plan/columns';
import { hourText } from './core/clock';
import { isTask, type Line } from './core/lines';
import type { Kept } from './core/queue';
import { Marks, Waits } from './RunRow';
import { StandingBadge } from './Standing';
import type { Act } from './shelf';

interface TaskCardsProps {
  board: RunBoard;
  lines: Line[];
  kept: Kept[];
  act: Act;
  onOpen: (number: number) => void;
}

/** The tasks for one hand: what can be done now first, each with buttons a thumb hits. */
export function TaskCards({ board, lines, kept, act, onOpen }: TaskCardsProps) {
  const text = useText();
  const tasks = lines.filter(isTask).map(({ task }) => task);
  const waiting = new Map(kept.filter(({ refusal }) => refusal === null).map((one) => [one.number, one]));
  const ordered = tasks.toSorted((left, right) => rank(left) - rank(right));
  if (ordered.length === 0) return <EmptyState title={text('run.none')} detail={text('run.none.next')} />;
  return (
    <ul style={{ display: 'grid', gap: 8, padding: 8 }}>
      {ordered.map((task) => (
        <Card
          key={task.number}
          task={task}
          kept={waiting.get(task.number)}
          today={board.now}
          act={act}
          onOpen={onOpen}
        />
      ))}
    </ul>
  );
}

const rank = ({ standing, late }: RunTask): number =>
  standing === 'running'
    ? 0
    : standing === 'ready'
      ? 1
      : late || standing === 'failed' || standing === 'in_doubt'
        ? 2
        : standing === 'waiting' || standing === 'blocked'
          ? 3
          : 4;

interface CardProps {
  task: RunTask;
  kept: Kept | undefined;
  today: string;
  act: Act;
  onOpen: (number: number) => void;
}

const Card = memo(function Card({ task, kept, today, act, onOpen }: CardProps) {
  const text = useText();
  const { locale } = useIntl();
  const at = task.expected_finish;
  const zone = at ? zoneName(ownZone(), at, locale) : '';
  return (
    <li
      style={{
        display: 'grid',
        gap: 8,
        padding: 12,
        border: '1px solid var(--line)',
        borderRadius: 'var(--radius)',
        background: 'var(--surface)',
      }}
    >
      <div style={{ display: 'flex', justifyContent: 'space-between', gap: 8 }}>
        {kept ? <Waits kept={kept} /> : <StandingBadge standing={task.standing} />}
        <Marks task={task} />
      </div>
      <button
        type="button"
        onClick={() => onOpen(task.number)}
        style={{
          padding: 0,
          border: 0,
          background: 'none',
          color: 'var(--ink)',
          font: 'inherit',
          fontSize: 16,
          fontWeight: 600,
          textAlign: 'start',
        }}
      >
        {task.number} {task.name}
      </button>
      <p className="faint">
        {[ownerName(task), at && `${text('run.until')} ${hourText(at, today, locale, ownZone())} ${zone}`]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {kept === undefined && task.acts.length > 0 && (
        <div style={{ display: 'grid', gridAutoFlow: 'column', gridAutoColumns: '1fr', gap: 8 }}>
          {task.acts
            .filter((one) => one === 'start' || one === 'complete')
            .map((one) => (
              <Button
                key={one}
                size="md"
                variant={one === 'complete' && task.acts.includes('start') ? 'default' : 'filled'}
                onClick={() => act(task, one)}
              >
                {text(task.kind === 'checkpoint' && one === 'complete' ? 'run.act.go' : `run.act.${one}`)}
              </Button>
            ))}
          <Button size="md" variant="default" onClick={() => onOpen(task.number)}>
            {text('run.act.more')}
          </Button>
        </div>
      )}
    </li>
  );
});
