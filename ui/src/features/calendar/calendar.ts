/** From the API's calendar to what the timeline shows. */
import type { Calendar, CalendarRelease } from '../../api/types';
import { parseDay } from '../../timeline/core/days';
import type { Marker, PhaseSpan, TimelineItem } from '../../timeline/core/model';

type CalendarMilestone = CalendarRelease['milestones'][number];

function markerOf(milestone: CalendarMilestone, now: string): Marker | null {
  const day = parseDay(milestone.date);
  if (day === null) return null;
  const overdue = milestone.state === 'pending' && milestone.at <= now;
  return {
    id: milestone.id,
    kind: milestone.kind,
    name: milestone.name,
    start: milestone.start === null ? null : parseDay(milestone.start),
    day,
    state: overdue ? 'overdue' : milestone.state,
  };
}

function phaseOf(phase: CalendarRelease['phases'][number]): PhaseSpan | null {
  const start = parseDay(phase.start);
  const last = parseDay(phase.end);
  return start === null || last === null ? null : { id: phase.id, name: phase.name, start, end: last + 1 };
}

function known<Value>(value: Value | null): value is Value {
  return value !== null;
}

/** The API's last days are inclusive, spans end on the day after. A release with one date is one day long. */
function itemOf(release: CalendarRelease, now: string): TimelineItem | null {
  const phases = release.phases.map(phaseOf).filter(known);
  const markers = release.milestones.map((milestone) => markerOf(milestone, now)).filter(known);
  const first = release.start === null ? null : parseDay(release.start);
  const last = release.end === null ? null : parseDay(release.end);
  const days = [
    first,
    last,
    ...phases.flatMap(({ start, end }) => [start, end - 1]),
    ...markers.map(({ day }) => day),
  ];
  const dated = days.filter(known);
  if (dated.length === 0) return null;
  const start = first ?? last ?? Math.min(...dated);
  const end = (last ?? (first === null ? start : Math.max(first, ...dated))) + 1;
  return {
    id: release.id,
    key: release.key,
    name: release.name,
    kind: release.kind,
    parent: release.parent,
    span: { start, end },
    phases,
    markers,
    facets: {
      kind: release.kind,
      category: release.category,
      health: release.health,
      risk: release.risk ?? '',
      type: release.type,
      portfolio: release.portfolio,
      accountable: release.accountable?.id ?? '',
    },
  };
}

interface Kept {
  readonly item: TimelineItem | null;
  /** The instant its first pending gate becomes overdue; until then it stays as it is. */
  readonly until: string;
}

const kept = new WeakMap<CalendarRelease, Kept>();
const NEVER = '9999';

/**
 * What has no date at all has no place on a calendar. A release that was read again without a change is the same
 * object, and so is its item: then nothing that shows it has to be worked out again.
 */
export function itemsOf(calendar: Calendar): TimelineItem[] {
  const items: TimelineItem[] = [];
  for (const release of calendar.releases) {
    let known = kept.get(release);
    if (!known || known.until <= calendar.now) {
      const pending = release.milestones.filter(({ state, at }) => state === 'pending' && at > calendar.now);
      const until = pending.reduce((first, { at }) => (at < first ? at : first), NEVER);
      known = { item: itemOf(release, calendar.now), until };
      kept.set(release, known);
    }
    if (known.item) items.push(known.item);
  }
  return items;
}

/** A portfolio and everything below it. */
export function subtreeOf(portfolios: Calendar['portfolios'], root: string): string[] {
  const inside = new Set([root]);
  // Parents may come after their children, so look again until nothing is found any more.
  for (let before = 0; before !== inside.size; ) {
    before = inside.size;
    for (const { id, parent } of portfolios) if (parent !== null && inside.has(parent)) inside.add(id);
  }
  return [...inside];
}
