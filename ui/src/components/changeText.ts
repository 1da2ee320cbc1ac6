import { formatDay, formatInstant } from '../time/format';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T.*Z$/;

/** What ids stand for. */
export type Names = Record<string, string>;

/** A value of the journal as a person reads it; `null` when there is none. */
export function changeText(value: unknown, locale: string, names: Names = {}): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string') {
    if (DAY.test(value)) return formatDay(value, locale);
    return INSTANT.test(value) ? formatInstant(value, locale) : (names[value] ?? value);
  }
  if (Array.isArray(value)) {
    const parts = value.map((part) => changeText(part, locale, names)).filter((part) => part !== null);
    return parts.length === 0 ? null : parts.join(', ');
  }
  if (typeof value === 'object') return objectText(value, locale, names);
  return String(value);
}

function objectText(value: object, locale: string, names: Names): string {
  if ('date' in value && typeof value.date === 'string') {
    const time = 'time' in value && typeof value.time === 'string' ? `, ${value.time.slice(0, 5)}` : '';
    const zone = 'zone' in value && typeof value.zone === 'string' ? ` ${value.zone}` : '';
    return `${formatDay(value.date, locale)}${time}${zone}`;
  }
  for (const name of ['name', 'title', 'key'] as const) {
    const part = (value as Record<string, unknown>)[name];
    if (typeof part === 'string') return part;
  }
  return Object.entries(value)
    .filter(([, part]) => part !== null)
    .map(([name, part]) => `${name} ${changeText(part, locale, names) ?? ''}`)
    .join(', ');
}
