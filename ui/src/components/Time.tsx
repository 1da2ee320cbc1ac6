import { Tooltip } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useIntl } from 'react-intl';
import type { Deadline } from '../api/types';
import { useText } from '../i18n/text';
import { formatDay, formatDeadline, formatDistance, formatInstant } from '../time/format';

const TICK_MS = 30_000;

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const tell of listeners) tell();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time, twice a minute; every text of a page moves in the same tick. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** An instant as a distance, or on the reader's clock; the tooltip holds the other. */
export function TimeText({ at, distance = false }: { at: string; distance?: boolean }) {
  const { locale } = useIntl();
  const current = useNow();
  const clock = formatInstant(at, locale);
  const far = formatDistance(at, current, locale);
  return (
    <Tooltip label={distance ? clock : far}>
      <time dateTime={at}>{distance ? far : clock}</time>
    </Tooltip>
  );
}

export function DayText({ day }: { day: string | null | undefined }) {
  const { locale } = useIntl();
  const text = useText();
  if (!day) return <span className="faint">{text('value.none')}</span>;
  return <time dateTime={day}>{formatDay(day, locale)}</time>;
}

/** A promise: its own day and zone first, what that is on the reader's clock in the tooltip. */
export function DueText({ due, distance = false }: { due: Deadline | null; distance?: boolean }) {
  const { locale } = useIntl();
  const text = useText();
  const current = useNow();
  if (due === null) return <span className="faint">{text('value.noDate')}</span>;
  const here = text(due.time ? 'time.dueAt' : 'time.overAt', {
    instant: formatInstant(due.at, locale),
    zone: due.zone,
  });
  return (
    <Tooltip label={here}>
      <time dateTime={due.at}>
        {formatDeadline(due, locale)}
        {distance && <span className="faint"> · {formatDistance(due.at, current, locale)}</span>}
      </time>
    </Tooltip>
  );
}
