/** What somebody wants to move where, from a drag, from keys or typed, and how it is asked of the server. */
import type {
  Along,
  CalendarRelease,
  DependantChoice,
  DistanceUnit,
  MemberChoice,
  MovedItem,
  PlanMove,
  Ref,
} from '../../../api/types';
import { addDays, daysBetween, isDay } from '../../../time/day';
import { formatDay } from '../../../timeline/core/days';
import type { Edit, Part } from '../../../timeline/core/edit';

/** Days as the server has them; either may be open. */
export type Days = MovedItem['before'];

export interface Subject extends Pick<Part, 'id' | 'name'> {
  readonly kind: Exclude<Part['kind'], 'stretch' | 'slot'>;
}

export interface Wish {
  /** The id of the release. */
  readonly release: string;
  readonly subject: Subject;
  /** The revision of the release whose days one saw. */
  readonly rev: number;
  readonly before: Days;
  /** As typed; empty where there is no such day. */
  readonly start: string;
  readonly end: string;
  /** It moves as a whole, by its start: it keeps its working days. */
  readonly isWhole: boolean;
  /** Absent, as is usual for such a thing. */
  readonly along: Along | null;
  readonly unit: DistanceUnit;
  readonly dependants: DependantChoice;
  /** Of the members that are not named below. */
  readonly members: MemberChoice;
  readonly each: readonly MemberWish[];
  readonly reason: string;
}

export interface MemberWish {
  readonly release: Ref;
  readonly choice: MemberChoice;
}

/** What of a release can be moved: itself, its phases, its gates and milestones in order of their days. */
export function subjectsOf(release: CalendarRelease): Subject[] {
  const { id, name, phases, milestones } = release;
  const byDay = [...milestones].sort((left, right) => (left.date < right.date ? -1 : 1));
  return [
    { kind: 'release', id, name },
    ...phases.map((phase): Subject => ({ kind: 'phase', id: phase.id, name: phase.name })),
    ...byDay.map((marker): Subject => ({ kind: 'marker', id: marker.id, name: marker.name })),
  ];
}

/** The days a subject has now; `null` when there is no such thing any more. */
export function daysOf(release: CalendarRelease, subject: Pick<Part, 'kind' | 'id'>): Days | null {
  if (subject.kind === 'release') return { start: release.start, end: release.end };
  if (subject.kind === 'phase') {
    const phase = release.phases.find(({ id }) => id === subject.id);
    return phase ? { start: phase.start, end: phase.end } : null;
  }
  const marker = release.milestones.find(({ id }) => id === subject.id);
  return marker ? { start: marker.start, end: marker.date } : null;
}

/** Nothing is asked for yet: the days are as they are. */
export function wishOf(release: CalendarRelease, subject: Subject): Wish | null {
  const before = daysOf(release, subject);
  if (!before) return null;
  return {
    release: release.id,
    subject,
    rev: release.rev,
    before,
    start: before.start ?? '',
    end: before.end ?? '',
    isWhole: before.start !== null && before.end !== null,
    along: null,
    unit: 'working_days',
    dependants: 'push',
    members: 'ask',
    each: [],
    reason: '',
  };
}

/** What a drag or keys ask for. */
export function wishOfEdit(release: CalendarRelease, { part, edge, after }: Edit): Wish | null {
  const { kind, id, name } = part;
  const wish = kind === 'stretch' || kind === 'slot' ? null : wishOf(release, { kind, id, name });
  if (!wish) return null;
  const start = formatDay(after.start);
  const end = formatDay(after.end - 1);
  switch (edge) {
    case 'start':
      return { ...wish, isWhole: false, start };
    case 'end':
      return { ...wish, isWhole: false, end };
    case 'whole':
      return wish.before.start === null ? { ...wish, end } : { ...wish, start };
  }
}

/** Both ends of a whole are asked for alike; the server counts its working days. */
function askedOf({ before, start, end, isWhole }: Wish): { start?: string; end?: string } | null {
  if (isWhole && before.start !== null && before.end !== null) {
    if (!isDay(start) || start === before.start) return null;
    return { start, end: addDays(before.end, daysBetween(before.start, start)) };
  }
  const asked = {
    ...(isDay(start) && start !== before.start ? { start } : {}),
    ...(isDay(end) && end !== before.end ? { end } : {}),
  };
  return Object.keys(asked).length > 0 ? asked : null;
}

/** What the server is asked, but for the reason; `null` while nothing would move. */
export function moveOf(wish: Wish): PlanMove | null {
  const asked = askedOf(wish);
  if (!asked) return null;
  const each = Object.fromEntries(wish.each.map(({ release, choice }) => [release.id, choice]));
  return {
    ...(wish.subject.kind === 'release' ? {} : { subject: wish.subject.id }),
    ...asked,
    ...(wish.along ? { along: wish.along } : {}),
    unit: wish.unit,
    dependants: wish.dependants,
    members: { default: wish.members, each },
  };
}

export const USUAL_ALONG: Readonly<Record<Subject['kind'], Along>> = {
  release: 'all',
  phase: 'after',
  marker: 'none',
};
