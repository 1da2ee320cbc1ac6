/** What each release of the calendar needs of the others. */
import type { Calendar, CalendarRelease } from '../../api/types';

type Dependency = Calendar['dependencies'][number];

export interface Need {
  /** Whether the other is needed, or needs this one. */
  readonly way: 'need' | 'neededBy';
  readonly other: CalendarRelease;
  readonly hard: boolean;
  readonly note: string;
  readonly trouble: Dependency['trouble'];
}

export interface Needs {
  readonly needs: readonly Need[];
  readonly neededBy: readonly Need[];
}

const NONE: Needs = { needs: [], neededBy: [] };

/** Those in trouble first, then those that must not fail, by name. */
function inOrder(one: Need, other: Need): number {
  const rank = ({ trouble, hard }: Need) => (trouble ? 0 : 2) + (hard ? 0 : 1);
  return rank(one) - rank(other) || one.other.name.localeCompare(other.other.name);
}

/** Looks up what a release needs and by whom it is needed. */
export function needsIn(calendar: Calendar | undefined): (release: string) => Needs {
  if (!calendar || calendar.dependencies.length === 0) return () => NONE;
  const releases = new Map(calendar.releases.map((release) => [release.id, release]));
  const found = new Map<string, { needs: Need[]; neededBy: Need[] }>();
  const of = (id: string) => {
    const known = found.get(id) ?? { needs: [], neededBy: [] };
    found.set(id, known);
    return known;
  };
  for (const { release, needs, hard, note, trouble } of calendar.dependencies) {
    const [needing, needed] = [releases.get(release), releases.get(needs)];
    if (!needing || !needed) continue;
    of(release).needs.push({ way: 'need', other: needed, hard, note, trouble });
    of(needs).neededBy.push({ way: 'neededBy', other: needing, hard, note, trouble });
  }
  for (const { needs, neededBy } of found.values()) {
    needs.sort(inOrder);
    neededBy.sort(inOrder);
  }
  return (id) => found.get(id) ?? NONE;
}
