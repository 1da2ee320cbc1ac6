import type { CSSProperties } from 'react';

/**
 * Where something stands, in days from the origin of its layer. The layer knows how wide a day is (`--day`), so
 * a zoom changes one property of the layer and nothing of what lies in it.
 */
export function days(from: number, length?: number, more?: Record<string, string | number>): CSSProperties {
  return { '--d': from, ...(length === undefined ? {} : { '--n': length }), ...more } as CSSProperties;
}
