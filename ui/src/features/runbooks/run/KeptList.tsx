import { Button } from '@mantine/core';
import type { RunBoard } from '../../../api/types';
import { Icon } from '../../../components/Icon';
import { ReasonList } from '../../../components/ReasonList';
import { TimeText } from '../../../components/Time';
import { useText } from '../../../i18n/text';
import type { Kept } from './core/queue';
import { StandingBadge } from './Standing';

interface KeptListProps {
  board: RunBoard;
  kept: Kept[];
  onDismiss: (key: string) => void;
}

const BOX = { display: 'grid', gap: 4, padding: '8px 16px', borderBottom: '1px solid var(--line)' } as const;

/** What was done here and has not arrived, and what was refused, with what happened to the task meanwhile. */
export function KeptList({ board, kept, onDismiss }: KeptListProps) {
  const text = useText();
  const waiting = kept.filter(({ refusal }) => refusal === null);
  const refused = kept.filter(({ refusal }) => refusal !== null);
  return (
    <div role="status">
      {waiting.some(({ isHeld }) => isHeld) && (
        <div style={{ ...BOX, background: 'var(--warning-soft)' }}>
          <b style={{ color: 'var(--warning)' }}>
            <Icon name="pause" size={14} /> {text('run.kept.count', { count: waiting.length })}
          </b>
          <ul>
            {waiting.map(({ key, act, number, name, at }) => (
              <li key={key}>
                {text(`run.act.${act}`)}: {number} {name} <TimeText at={at} distance />
              </li>
            ))}
          </ul>
        </div>
      )}
      {refused.map(({ key, act, number, name, refusal }) => (
        <div key={key} style={{ ...BOX, background: 'var(--danger-soft)' }}>
          <b style={{ color: 'var(--danger)' }}>
            <Icon name="alert" size={14} />{' '}
            {text('run.kept.refused', { act: text(`run.act.${act}`), number, name })}
          </b>
          {refusal && (
            <>
              <p>{refusal.status === 412 ? text('problem.stale.title') : refusal.detail || refusal.title}</p>
              <ReasonList reasons={refusal.reasons} />
            </>
          )}
          <Meanwhile board={board} number={number} />
          <Button
            size="compact-xs"
            variant="default"
            style={{ justifySelf: 'start' }}
            onClick={() => onDismiss(key)}
          >
            {text('runbooks.dismiss')}
          </Button>
        </div>
      ))}
    </div>
  );
}

/** Who did what with the task in the meantime. */
function Meanwhile({ board, number }: { board: RunBoard; number: number }) {
  const text = useText();
  const task = board.tasks.find((one) => one.number === number);
  if (!task) return null;
  const by = task.ended_by ?? task.started_by;
  const at = task.ended_at ?? task.started_at;
  return (
    <p>
      {text('run.kept.now')} <StandingBadge standing={task.standing} /> {by?.name}{' '}
      {at && <TimeText at={at} />}
    </p>
  );
}
