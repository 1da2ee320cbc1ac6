/** What the server says a move does, as the calendar shows it. */
import type { Calendar, MovedItem, PlanAnswer, PlanConflict, PlanMoved, Ref } from '../../../api/types';
import { parseDay, type Span } from '../../../timeline/core/days';
import type { PlanGhost } from '../../../timeline/view/types';
import type { MemberWish, Subject } from './wish';

function spanOf({ start, end }: MovedItem['after']): Span | null {
  const from = parseDay(start ?? end ?? '');
  const to = parseDay(end ?? start ?? '');
  return from === null || to === null || to < from ? null : { start: from, end: to + 1 };
}

/** Where everything that moves would be, of what the calendar has rows for. */
export function ghostsOf(answer: PlanAnswer, calendar: Calendar, subject: Pick<Subject, 'id'>): PlanGhost[] {
  const kinds = new Map(
    calendar.releases.flatMap(({ milestones }) => milestones.map(({ id, kind }) => [id, kind] as const)),
  );
  return answer.changes.flatMap(({ release, items }) =>
    items.flatMap((item): PlanGhost[] => {
      const span = spanOf(item.after);
      if (!span || item.kind === 'activity') return [];
      const row = item.kind === 'phase' ? item.id : release.id;
      const marker = item.kind === 'milestone' ? (kinds.get(item.id) ?? 'milestone') : null;
      // The moved phase of a train has no row, but is to be seen all the same.
      const orRow = item.id === subject.id ? release.id : null;
      return [{ id: item.id, row, orRow, marker, span, trouble: troubleOf(answer, release, item) }];
    }),
  );
}

function troubleOf(answer: PlanAnswer, release: Ref, item: MovedItem): PlanGhost['trouble'] {
  const about = answer.conflicts.filter(
    (conflict) =>
      conflict.item === item.id ||
      (item.kind === 'release' && conflict.item === null && conflict.release?.id === release.id),
  );
  return about.some(({ severity }) => severity === 'blocks') ? 'blocks' : about.length > 0 ? 'warns' : null;
}

/** A conflict, and every release of which the same is said. */
export interface Against {
  readonly conflict: PlanConflict;
  readonly releases: readonly Ref[];
}

/** Conflicts with the same words told once; the heaviest stay first. */
export function againstOf({ conflicts }: PlanAnswer): Against[] {
  const found = new Map<string, { conflict: PlanConflict; releases: Ref[] }>();
  for (const conflict of conflicts) {
    const { severity, code, detail, rule, who, until } = conflict;
    const key = [severity, code, detail, rule?.id, who, until].join(' ');
    const known = found.get(key) ?? { conflict, releases: [] };
    found.set(key, known);
    const { release } = conflict;
    if (release && !known.releases.some(({ id }) => id === release.id)) known.releases.push(release);
  }
  return [...found.values()];
}

export interface Sum {
  readonly items: number;
  readonly releases: number;
  readonly blocks: number;
  readonly warns: number;
  readonly asks: number;
}

export function sumOf({ changes, asks, conflicts }: PlanAnswer): Sum {
  const blocks = conflicts.filter(({ severity }) => severity === 'blocks').length;
  return {
    items: changes.reduce((sum, { items }) => sum + items.length, 0),
    releases: changes.length,
    blocks,
    warns: conflicts.length - blocks,
    asks: asks.length,
  };
}

/** The moved thing itself, as it was and as it would be. */
export function subjectItem(answer: PlanAnswer, subject: Pick<Subject, 'id'>): MovedItem | null {
  return answer.changes[0]?.items.find(({ id }) => id === subject.id) ?? null;
}

/** Nothing else moves and nothing stands against it. */
export function isPlain(answer: PlanAnswer, subject: Pick<Subject, 'id'>): boolean {
  const { items, releases } = sumOf(answer);
  const isAlone = items === 1 && releases === 1 && subjectItem(answer, subject) !== null;
  const movesAlong = answer.bookings !== undefined && answer.bookings.length > 0;
  return isAlone && !movesAlong && answer.conflicts.length === 0 && answer.asks.length === 0;
}

export interface Member {
  readonly release: Ref;
  readonly choice: 'keep' | 'follow' | null;
  /** What it does if it follows, when that is known. */
  readonly moved: PlanMoved | null;
}

/** Members that are asked about, and those somebody decided about, by key. */
export function membersOf(answer: PlanAnswer, each: readonly MemberWish[]): Member[] {
  const found = new Map<string, Member>();
  for (const moved of answer.asks)
    found.set(moved.release.id, { release: moved.release, choice: null, moved });
  for (const { release, choice } of each) {
    const moved = answer.changes.find((change) => change.release.id === release.id) ?? null;
    found.set(release.id, { release, choice: choice === 'ask' ? null : choice, moved });
  }
  return [...found.values()].sort((left, right) => (left.release.key < right.release.key ? -1 : 1));
}
