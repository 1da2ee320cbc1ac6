import { memo } from 'react';
import type { PlanTask } from '../../../api/types';
import { clockText } from './columns';
import styles from './TaskGrid.module.css';

const STEPS = [60, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800];
const MOST_TICKS = 6;

/** Where the times written over the bars stand, in seconds. */
export function ticksOf(duration: number): number[] {
  const step = STEPS.find((one) => duration / one <= MOST_TICKS) ?? duration / MOST_TICKS;
  return Array.from({ length: Math.floor(duration / step) + 1 }, (_, index) => index * step);
}

const share = (seconds: number, duration: number) => `${(100 * seconds) / Math.max(duration, 1)}%`;

/** Room at both ends, so that what is at the very beginning or end is seen whole. */
const FIELD = { position: 'relative', flex: 1, height: '100%', margin: '0 10px' } as const;

export function GanttHead({ duration }: { duration: number }) {
  return (
    <div style={FIELD}>
      {ticksOf(duration).map((at) => (
        <span
          key={at}
          style={{ position: 'absolute', left: share(at, duration), top: 8, transform: 'translateX(-50%)' }}
        >
          {clockText(at)}
        </span>
      ))}
    </div>
  );
}

/** The task from when it can begin to when it can be over, and how much later that may be. */
export const GanttBar = memo(function GanttBar({ task, duration }: { task: PlanTask; duration: number }) {
  const { start, finish, slack, critical, has_steps } = task;
  const isPoint = finish === start;
  return (
    <div style={FIELD} aria-hidden="true">
      {slack > 0 && !has_steps && (
        <span
          style={{
            position: 'absolute',
            top: 15,
            height: 1,
            left: share(finish, duration),
            width: share(slack, duration),
            background: 'var(--line-strong)',
          }}
        />
      )}
      <span
        className={styles.bar}
        data-critical={critical || undefined}
        data-steps={has_steps || undefined}
        data-point={isPoint || undefined}
        style={{
          left: share(start, duration),
          width: isPoint ? undefined : `max(3px, ${share(finish - start, duration)})`,
          top: has_steps ? 14 : 10,
        }}
      />
    </div>
  );
});
