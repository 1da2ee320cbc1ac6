import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { runQuery } from '../../../api/runs';
import type { RunBoard, RunTask } from '../../../api/types';
import { durationText } from '../../../components/duration';
import { useTitle } from '../../../components/Page';
import { PageState } from '../../../components/PageState';
import { useText } from '../../../i18n/text';
import { ownZone, zoneName } from '../../../time/format';
import { RunStatusBadge } from '../badges';
import { countdownText, hourText, paceOf } from './core/clock';
import { nextCheckpoint, progressOf } from './core/lines';
import { isOpen } from './Figures';
import { OddsText, oddsTone, useForecast } from './Forecast';
import { StandingBadge } from './Standing';
import { useSecond } from './useSecond';

const AGAIN_MS = 30_000;
/** What a wall has room for. */
const MOST = 7;

/** The run on a screen across the room: nothing to press, everything to be read from afar. */
export function WallPage() {
  const { run } = useParams({ from: '/shell/runs/$run/wall' });
  const query = useQuery({ ...runQuery(run), refetchInterval: AGAIN_MS });
  return <PageState query={query}>{(board) => <Wall board={board} />}</PageState>;
}

function Wall({ board }: { board: RunBoard }) {
  const text = useText();
  const { locale } = useIntl();
  useTitle(board.name);
  const hour = (at: string) =>
    `${hourText(at, board.now, locale, ownZone())} ${zoneName(ownZone(), at, locale)}`;
  const hourHere = (at: string) => (
    <>
      {hourText(at, board.now, locale, ownZone())}{' '}
      <span style={{ fontSize: '0.4em' }}>{zoneName(ownZone(), at, locale)}</span>
    </>
  );
  const end = board.ended_at ?? board.expected_end;
  const pace = paceOf(end, board.planned_end);
  const isOverWindow = board.window_end !== null && end > board.window_end;
  const isBad = pace.is === 'behind' || isOverWindow;
  const { done, all } = progressOf(board);
  const checkpoint = nextCheckpoint(board);
  const running = board.tasks.filter(({ standing, has_steps }) => standing === 'running' && !has_steps);
  const ready = board.tasks.filter(({ standing, has_steps }) => standing === 'ready' && !has_steps);
  const troubled = board.tasks.filter(
    ({ late, standing }) => late || ['blocked', 'failed', 'in_doubt'].includes(standing),
  );
  return (
    <div
      style={{
        display: 'grid',
        gridTemplateRows: 'auto auto 1fr',
        alignContent: 'start',
        gap: '4vh 3vw',
        position: 'fixed',
        inset: 0,
        zIndex: 200,
        padding: '2.5vh 3vw',
        overflow: 'auto',
        background: 'var(--surface)',
        borderTop: `8px solid ${board.kind === 'live' ? 'var(--danger)' : 'var(--line-strong)'}`,
      }}
    >
      <header style={{ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', gap: '0 2vw' }}>
        <h1 style={{ fontSize: 'max(28px, 2.4vw)' }}>{board.name}</h1>
        <b
          style={{
            fontSize: 'max(20px, 1.8vw)',
            color: board.kind === 'live' ? 'var(--danger)' : 'var(--ink-soft)',
          }}
        >
          {text(`run.kind.${board.kind}`)}
        </b>
        <RunStatusBadge status={board.status} />
        <Link to="/runs/$run" params={{ run: board.id }} style={{ marginLeft: 'auto' }}>
          {text('run.room')}
        </Link>
      </header>
      <div
        style={{
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, max(280px, 24vw)), 1fr))',
          gap: '2vh 3vw',
        }}
      >
        <Countdown board={board} />
        {board.downtime.since !== null && <Downtime board={board} />}
        <Huge
          name={text(board.ended_at ? 'run.ended' : 'run.expectedEnd')}
          tone={isBad ? 'var(--danger)' : undefined}
        >
          {hourHere(end)}
          <Under tone={isBad ? 'var(--danger)' : 'var(--success)'}>
            {pace.is === 'even'
              ? text('run.pace.even')
              : text(`run.pace.${pace.is}`, { time: durationText(pace.seconds) })}
            {isOverWindow && ` · ${text('run.pace.overWindow')}`}
          </Under>
        </Huge>
        {isOpen(board) && <ForecastHuge board={board} hour={hourHere} />}
        <Huge name={text('run.progress')}>
          {text('run.progress.of', { done, all })}
          <Under>
            {board.counts
              .filter(({ standing, count }) => count > 0 && standing !== 'off' && standing !== 'completed')
              .map(({ standing, count }) => (
                <span key={standing} style={{ marginRight: '1em', whiteSpace: 'nowrap' }}>
                  {count} <StandingBadge standing={standing} size={18} />
                </span>
              ))}
          </Under>
        </Huge>
      </div>
      <div
        style={{
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, max(280px, 24vw)), 1fr))',
          gap: '2vh 3vw',
          alignContent: 'start',
        }}
      >
        <TaskList title={text('run.wall.now')} tasks={running} hour={hour} none={text('run.wall.nothing')} />
        <TaskList
          title={text('run.wall.trouble')}
          tasks={troubled}
          hour={hour}
          none={text('run.wall.noTrouble')}
          tone="var(--danger)"
        />
        <TaskList title={text('run.wall.ready')} tasks={ready} hour={hour} none={text('run.wall.nothing')} />
        <TaskList
          title={text('run.checkpoint')}
          tasks={checkpoint ? [checkpoint] : []}
          hour={hour}
          none={text('run.wall.noCheckpoint')}
        />
      </div>
    </div>
  );
}

function Countdown({ board }: { board: RunBoard }) {
  const text = useText();
  const now = useSecond(board.now);
  const isPlanned = board.status === 'planned';
  const at = isPlanned ? board.scheduled_at : board.window_end;
  if (at === null) return null;
  const left = Date.parse(at) - (board.ended_at ? Date.parse(board.ended_at) : now);
  const name = isPlanned ? 'run.beginsIn' : left < 0 ? 'run.windowOver' : 'run.window';
  return (
    <Huge name={text(name)} tone={left < 0 ? 'var(--danger)' : undefined}>
      <span role="timer">{countdownText(left)}</span>
    </Huge>
  );
}

function ForecastHuge({ board, hour }: { board: RunBoard; hour: (at: string) => ReactNode }) {
  const text = useText();
  const forecast = useForecast(board);
  if (!forecast) return null;
  return (
    <Huge name={text('run.forecast.finish', { percent: 85 })}>
      {hour(forecast.p85)}
      {forecast.odds !== null && (
        <Under tone={oddsTone(forecast.odds)}>
          {text('run.forecast.odds')}: <OddsText odds={forecast.odds} />
        </Under>
      )}
    </Huge>
  );
}

function Huge({ name, tone, children }: { name: string; tone?: string; children: ReactNode }) {
  return (
    <section aria-label={name}>
      <h2 style={{ color: 'var(--ink-soft)', fontSize: 'max(16px, 1.3vw)', fontWeight: 400 }}>{name}</h2>
      <div style={{ color: tone, fontSize: 'max(34px, 5.2vw)', fontWeight: 700, lineHeight: 1.15 }}>
        {children}
      </div>
    </section>
  );
}

function Under({ tone = 'var(--ink-soft)', children }: { tone?: string; children: ReactNode }) {
  return (
    <p style={{ color: tone, fontSize: 'max(16px, 1.6vw)', fontWeight: 500, lineHeight: 1.5 }}>{children}</p>
  );
}

function Downtime({ board }: { board: RunBoard }) {
  const text = useText();
  const now = useSecond(board.now);
  const grown = Math.max(0, now - Date.parse(board.now));
  return (
    <Huge name={text('run.downtime')} tone="var(--warning)">
      {countdownText(board.downtime.seconds * 1_000 + grown)}
    </Huge>
  );
}

interface TaskListProps {
  title: string;
  tasks: RunTask[];
  hour: (at: string) => string;
  none: string;
  tone?: string;
}

function TaskList({ title, tasks, hour, none, tone }: TaskListProps) {
  const text = useText();
  return (
    <section aria-label={title}>
      <h2
        style={{
          color: tasks.length > 0 ? (tone ?? 'var(--ink-soft)') : 'var(--ink-soft)',
          fontSize: 'max(16px, 1.3vw)',
        }}
      >
        {title}
      </h2>
      {tasks.length === 0 && <p style={{ fontSize: 'max(16px, 2.2vw)' }}>{none}</p>}
      <ul>
        {tasks.slice(0, MOST).map((task) => (
          <li
            key={task.number}
            style={{
              padding: '0.8vh 0',
              borderBottom: '1px solid var(--line)',
              fontSize: 'max(18px, 2.2vw)',
              lineHeight: 1.25,
            }}
          >
            <b>{task.name}</b>
            <div style={{ color: 'var(--ink-soft)', fontSize: 'max(14px, 1.4vw)' }}>
              <StandingBadge standing={task.standing} size={16} />
              {task.late && <b style={{ color: 'var(--danger)' }}> · {text('run.late')}</b>}
              {task.owner && ` · ${task.owner.person?.name ?? task.owner.team?.name}`}
              {task.expected_finish && ` · ${text('run.until')} ${hour(task.expected_finish)}`}
            </div>
          </li>
        ))}
      </ul>
      {tasks.length > MOST && (
        <p className="faint">{text('run.wall.more', { count: tasks.length - MOST })}</p>
      )}
    </section>
  );
}
