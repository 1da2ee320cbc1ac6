/** How long something takes, as people type it and read it. Kept in seconds. */

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };
const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** `1h30`, `45m`, `90` (minutes), `2d`, `1:30`: seconds; null for what is no duration. */
export function secondsOf(typed: string, unit = 'm'): number | null {
  const text = typed.trim().toLowerCase().replaceAll(/\s+/g, '').replace(',', '.');
  const clock = /^(\d+):([0-5]\d)$/.exec(text);
  if (clock) return Number(clock[1]) * HOUR + Number(clock[2]) * MINUTE;
  const bare = /^\d+(\.\d+)?$/.exec(text);
  if (bare) return Math.round(Number(text) * (SECONDS[unit] ?? MINUTE));
  const parts =
    /^(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)(?:m(?:in)?|$))?(?:(\d+)s)?$/.exec(text);
  if (text === '' || !parts) return null;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  return Math.round(Number(days) * DAY + Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds));
}

/** `1h30`, `45m`, `1d2h`, `20s`; the shortest that says it whole. */
export function durationText(seconds: number): string {
  if (seconds < 0) return `-${durationText(-seconds)}`;
  const days = Math.floor(seconds / DAY);
  const hours = Math.floor((seconds % DAY) / HOUR);
  const minutes = Math.floor((seconds % HOUR) / MINUTE);
  const rest = Math.floor(seconds % MINUTE);
  const small = `${minutes ? `${minutes}m` : ''}${rest ? `${rest}s` : ''}`;
  if (days === 0 && hours === 0) return small || '0m';
  // After hours nobody needs to be told what two digits are.
  const after = minutes && !rest && hours ? String(minutes).padStart(2, '0') : small;
  return `${days ? `${days}d` : ''}${hours ? `${hours}h` : ''}${after}`;
}

interface Estimate {
  optimistic: number;
  likely: number;
  pessimistic: number;
}

/** `30m` for all three, `10/20/45m` for each: what has no unit has that of the last. */
export function estimateOf(typed: string): Estimate | null {
  const parts = typed.split('/');
  const last = parts.at(-1) ?? '';
  const unit = /([smhd])$/i.exec(last.trim())?.[1]?.toLowerCase() ?? 'm';
  const seconds = parts.map((part) => secondsOf(part, unit));
  if (seconds.some((one) => one === null)) return null;
  const [first = 0, second = 0, third = 0] = seconds as number[];
  if (parts.length === 1) return { optimistic: first, likely: first, pessimistic: first };
  return parts.length === 3 ? { optimistic: first, likely: second, pessimistic: third } : null;
}

export function estimateText({ optimistic, likely, pessimistic }: Estimate): string {
  if (optimistic === likely && likely === pessimistic) return durationText(likely);
  const all = [optimistic, likely, pessimistic];
  // Whole minutes below two hours share their unit.
  if (all.every((one) => one % MINUTE === 0 && one < 2 * HOUR))
    return `${all.map((one) => one / MINUTE).join('/')}m`;
  return all.map(durationText).join('/');
}
