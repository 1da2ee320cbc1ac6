/** What the main thread of a page did, by its processor time: what other programs do meanwhile does not count. */
import type { CDPSession } from '@playwright/test';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  ts: number;
  /** Microseconds by the clock. */
  dur?: number;
  /** Microseconds of processor time of its thread. */
  tdur?: number;
  args: { name?: string };
}

export interface Frames {
  /** Milliseconds of the main thread's processor time, by frame. */
  readonly cpu: readonly number[];
  /** Milliseconds from each frame to the next, by the clock. */
  readonly apart: readonly number[];
  /** The longest task, in milliseconds of processor time. */
  readonly longest: number;
  /** Time by the clock for each second of processor time: 1 where the thread never had to wait for others. */
  readonly busy: number;
}

const CATEGORIES = ['toplevel', 'blink.user_timing', '__metadata'];
/** The name of the mark that begins each frame. */
export const FRAME = 'signalbox-frame';

/** Traces while `action` runs, which marks every frame with `FRAME`. */
export async function framesOf(session: CDPSession, action: () => Promise<void>): Promise<Frames> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown[] }) => events.push(...(value as TraceEvent[]));
  session.on('Tracing.dataCollected', collect);
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { recordMode: 'recordAsMuchAsPossible', includedCategories: CATEGORIES },
  });
  await action();
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.end');
  await complete;
  session.off('Tracing.dataCollected', collect);
  return read(events);
}

function read(events: readonly TraceEvent[]): Frames {
  const marks = events.filter(({ name }) => name === FRAME).sort((one, other) => one.ts - other.ts);
  const [first] = marks;
  if (!first) throw new Error('the trace has no frames');
  const tasks = events.filter(
    ({ name, ph, pid, tid, tdur }) =>
      ph === 'X' && /RunTask$/.test(name) && pid === first.pid && tid === first.tid && tdur !== undefined,
  );
  const cpu = new Array<number>(marks.length - 1).fill(0);
  let longest = 0;
  let [clock, own] = [0, 0];
  for (const { ts, dur = 0, tdur = 0 } of tasks) {
    // A mark lies in the task that draws its frame, which therefore begins before it.
    const end = ts + dur;
    const frame = marks.findLastIndex((mark) => mark.ts <= end);
    if (frame < 0 || frame >= cpu.length) continue;
    cpu[frame] = (cpu[frame] as number) + tdur / 1_000;
    clock += dur;
    own += tdur;
    longest = Math.max(longest, tdur / 1_000);
  }
  const apart = marks.slice(1).map((mark, index) => (mark.ts - (marks[index] as TraceEvent).ts) / 1_000);
  return { cpu, apart, longest, busy: Math.max(1, clock / own) };
}

/** The value that so much of all is not above: 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
