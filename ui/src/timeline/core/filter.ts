/** Which releases a reader asked for. */
import type { TimelineItem } from './model';

export interface Filter {
  /** Words that must all occur in the key or the name, whatever their case. */
  readonly text: string;
  /** For each facet the values wanted; an empty list or an absent facet wants all. */
  readonly facets: Readonly<Record<string, readonly string[]>>;
}

/** Ids of the items that meet every part of the filter. */
export function matching(items: readonly TimelineItem[], filter: Filter): Set<string> {
  const words = filter.text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const wanted = Object.entries(filter.facets)
    .filter(([, values]) => values.length > 0)
    .map(([facet, values]) => [facet, new Set(values)] as const);
  const found = new Set<string>();
  for (const item of items) {
    if (!wanted.every(([facet, values]) => values.has(item.facets[facet] ?? ''))) continue;
    const haystack = words.length > 0 ? `${item.key} ${item.name}`.toLocaleLowerCase() : '';
    if (words.every((word) => haystack.includes(word))) found.add(item.id);
  }
  return found;
}
