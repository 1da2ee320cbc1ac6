import type { CSSProperties } from 'react';
import type { Day } from '../core/days';

/** Days in the width of a layer. Only a unit: what lies outside of it is drawn as well. */
export const LAYER_DAYS = 1_000;

/**
 * Where something stands in a layer that begins at `origin`. In percent, so that a zoom changes the width of the
 * layer and no style of anything in it.
 */
export function placed(origin: Day, from: Day, to?: Day): CSSProperties {
  const left = `${((from - origin) / LAYER_DAYS) * 100}%`;
  return to === undefined ? { left } : { left, width: `${((to - from) / LAYER_DAYS) * 100}%` };
}

/** `placed`, with custom properties. */
export function placedWith(
  properties: Record<`--${string}`, string | number>,
  place: CSSProperties,
): CSSProperties {
  return { ...place, ...properties };
}
