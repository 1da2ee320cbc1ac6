import { getISO } from 'temporal-polyfill/fns/Calendar';
import { plainDateISO } from 'temporal-polyfill/fns/Now';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';

/** A calendar day as the API writes it, `YYYY-MM-DD`. */
export type Day = string;

const parse = (day: Day) => PlainDate.fromString(day, getISO);

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

export function addDays(day: Day, days: number): Day {
  return PlainDate.toString(PlainDate.addDays(parse(day), days));
}

/** Positive when `to` is later. */
export function daysBetween(from: Day, to: Day): number {
  return PlainDate.diffDays(parse(from), parse(to));
}

export function today(zone: string): Day {
  return PlainDate.toString(plainDateISO(zone));
}

export const earlier = (left: Day, right: Day): Day => (left < right ? left : right);
export const later = (left: Day, right: Day): Day => (left > right ? left : right);
