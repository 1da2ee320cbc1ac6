/** How a run stands against its times. */

const MINUTE_MS = 60_000;

/** `2:05:09`, `05:09` below an hour; without a sign. */
export function countdownText(milliseconds: number): string {
  const seconds = Math.floor(Math.abs(milliseconds) / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const rest = `${two(Math.floor((seconds % 3_600) / 60))}:${two(seconds % 60)}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
}

export type Pace = { is: 'ahead' | 'behind'; seconds: number } | { is: 'even' };

/** What comes within a minute of its time is on time. */
export function paceOf(expected: string, planned: string): Pace {
  const difference = Date.parse(expected) - Date.parse(planned);
  if (Math.abs(difference) < MINUTE_MS) return { is: 'even' };
  const seconds = Math.round(Math.abs(difference) / MINUTE_MS) * 60;
  return { is: difference > 0 ? 'behind' : 'ahead', seconds };
}

/** `20:05`, with the day where it is another than this one. */
export function hourText(at: string, today: string, locale: string, zone: string): string {
  const instant = new Date(at);
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone } as const;
  const day = (one: Date) => formatter('en', { dateStyle: 'short', timeZone: zone }).format(one);
  const isOther = day(instant) !== day(new Date(today));
  return formatter(locale, isOther ? { ...options, day: 'numeric', month: 'short' } : options).format(
    instant,
  );
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${locale} ${JSON.stringify(options)}`;
  const found = formatters.get(name) ?? new Intl.DateTimeFormat(locale, options);
  formatters.set(name, found);
  return found;
}
