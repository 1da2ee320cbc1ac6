import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import type { RunBoard } from '../../../api/types';
import { durationText } from '../../../components/duration';
import { useText } from '../../../i18n/text';
import { ownZone, zoneName } from '../../../time/format';
import { countdownText, hourText, paceOf } from './core/clock';
import { nextCheckpoint, progressOf } from './core/lines';
import { useSecond } from './useSecond';

const OPEN = ['planned', 'running', 'paused'];
export const isOpen = ({ status }: Pick<RunBoard, 'status'>): boolean => OPEN.includes(status);

const TONE = { even: 'var(--success)', ahead: 'var(--success)', behind: 'var(--danger)' } as const;

/** What a run is looked at for first: whether it will be over in time. */
export function Figures({ board }: { board: RunBoard }) {
  const text = useText();
  const { locale } = useIntl();
  const hour = (at: string) =>
    `${hourText(at, board.now, locale, ownZone())} ${zoneName(ownZone(), at, locale)}`;
  const checkpoint = nextCheckpoint(board);
  const { done, all } = progressOf(board);
  const share = all === 0 ? 0 : done / all;
  return (
    <section
      aria-label={text('run.figures')}
      style={{
        display: 'grid',
        gridTemplateColumns: 'repeat(auto-fit, minmax(128px, 1fr))',
        gap: '8px 20px',
        padding: '10px 16px',
        borderBottom: '1px solid var(--line)',
        borderLeft: `4px solid ${board.kind === 'live' ? 'var(--danger)' : 'var(--line-strong)'}`,
        background: 'var(--surface)',
      }}
    >
      <Figure name={text(board.ended_at ? 'run.ended' : 'run.expectedEnd')}>
        <Big>{hour(board.ended_at ?? board.expected_end)}</Big>
        <PaceText board={board} />
      </Figure>
      <Countdown board={board} />
      <Figure name={text('run.progress')}>
        <Big>{text('run.progress.of', { done, all })}</Big>
        <span
          aria-hidden="true"
          style={{ display: 'block', height: 4, borderRadius: 2, background: 'var(--surface-sunken)' }}
        >
          <span
            style={{
              display: 'block',
              width: `${100 * share}%`,
              height: '100%',
              borderRadius: 2,
              background: 'var(--success)',
            }}
          />
        </span>
      </Figure>
      <DowntimeFigure board={board} />
      <Figure name={text('run.checkpoint')}>
        {checkpoint ? (
          <>
            <Big>{checkpoint.expected_start ? hour(checkpoint.expected_start) : text('value.none')}</Big>
            <Small>
              {checkpoint.number} {checkpoint.name}
            </Small>
          </>
        ) : (
          <Big>{text('value.none')}</Big>
        )}
      </Figure>
    </section>
  );
}

/** `12m behind the plan`, in words and colour; and whether that is still within the window. */
export function PaceText({ board }: { board: RunBoard }) {
  const text = useText();
  const end = board.ended_at ?? board.expected_end;
  const pace = paceOf(end, board.planned_end);
  const isOver = board.window_end !== null && Date.parse(end) > Date.parse(board.window_end);
  return (
    <Small>
      <span style={{ color: TONE[pace.is], fontWeight: 500 }}>
        {pace.is === 'even'
          ? text('run.pace.even')
          : text(`run.pace.${pace.is}`, { time: durationText(pace.seconds) })}
      </span>
      {isOver && (
        <span style={{ color: 'var(--danger)', fontWeight: 600 }}> · {text('run.pace.overWindow')}</span>
      )}
    </Small>
  );
}

function Countdown({ board }: { board: RunBoard }) {
  const text = useText();
  const { locale } = useIntl();
  const now = useSecond(board.now);
  const isPlanned = board.status === 'planned';
  const at = isPlanned ? board.scheduled_at : board.window_end;
  if (at === null) {
    return (
      <Figure name={text('run.window')}>
        <Big>{text('value.none')}</Big>
      </Figure>
    );
  }
  const left = Date.parse(at) - (board.ended_at ? Date.parse(board.ended_at) : now);
  return (
    <Figure
      name={text(
        isPlanned ? (left < 0 ? 'run.due' : 'run.beginsIn') : left < 0 ? 'run.windowOver' : 'run.window',
      )}
    >
      <Big tone={left < 0 ? 'var(--danger)' : undefined}>
        <span role="timer">{countdownText(left)}</span>
      </Big>
      <Small>
        {hourText(at, board.now, locale, ownZone())} {zoneName(ownZone(), at, locale)}
      </Small>
    </Figure>
  );
}

function DowntimeFigure({ board }: { board: RunBoard }) {
  const text = useText();
  const now = useSecond(board.now);
  const { seconds, since } = board.downtime;
  const grown = since === null ? 0 : Math.max(0, now - Date.parse(board.now));
  return (
    <Figure name={text('run.downtime')}>
      <Big tone={since === null ? undefined : 'var(--warning)'}>{countdownText(seconds * 1_000 + grown)}</Big>
      <Small>{text(since === null ? 'run.downtime.up' : 'run.downtime.down')}</Small>
    </Figure>
  );
}

export function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div style={{ minWidth: 0 }}>
      <h2 style={{ color: 'var(--ink-soft)', fontSize: 'var(--text-s)', fontWeight: 400 }}>{name}</h2>
      {children}
    </div>
  );
}

export function Big({ tone, children }: { tone?: string; children: ReactNode }) {
  return (
    <p style={{ color: tone, fontSize: 20, fontWeight: 600, lineHeight: 1.35, whiteSpace: 'nowrap' }}>
      {children}
    </p>
  );
}

export function Small({ children }: { children: ReactNode }) {
  return <p style={{ color: 'var(--ink-soft)', fontSize: 'var(--text-s)' }}>{children}</p>;
}
