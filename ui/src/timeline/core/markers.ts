/** Gates and milestones that would lie on each other become one; names appear where there is room for them. */
import type { Day } from './days';
import type { Marker, MarkerState } from './model';

export interface Cluster {
  /** Id of its first marker. */
  readonly id: string;
  /** In order of their days. */
  readonly markers: readonly Marker[];
  /** Where it is drawn: the middle of its first marker's day. */
  readonly at: Day;
}

/** Centres of two clusters are never nearer than this, in CSS pixels. */
export const MARKER_GAP = 16;

const URGENCY: Readonly<Record<MarkerState, number>> = { failed: 3, overdue: 2, pending: 1, passed: 0 };

/** The middle of the day: whole days have no better instant. */
export function centreOf(marker: Marker): Day {
  return marker.day + 0.5;
}

/** A cluster takes every marker nearer than `gap` to its first one, so no two clusters come nearer than that. */
export function clustersOf(markers: readonly Marker[], pxPerDay: number, gap = MARKER_GAP): Cluster[] {
  const sorted = [...markers].sort((left, right) => left.day - right.day);
  const clusters: { id: string; markers: Marker[]; at: Day }[] = [];
  for (const marker of sorted) {
    const last = clusters.at(-1);
    if (last && (centreOf(marker) - last.at) * pxPerDay < gap) last.markers.push(marker);
    else clusters.push({ id: marker.id, markers: [marker], at: centreOf(marker) });
  }
  return clusters;
}

/** The marker that speaks for a cluster: the most urgent one, a gate before a milestone, the earlier one. */
export function leadOf(cluster: Cluster): Marker {
  let lead = cluster.markers[0] as Marker;
  for (const marker of cluster.markers) if (weightOf(marker) > weightOf(lead)) lead = marker;
  return lead;
}

function weightOf(marker: Marker): number {
  return URGENCY[marker.state] * 2 + (marker.kind === 'gate' ? 1 : 0);
}

export interface PlacedLabel {
  readonly marker: Marker;
  /** Where its cluster is drawn. */
  readonly at: Day;
  /** 0 is the lane next to the markers. */
  readonly lane: number;
}

export interface LabelOptions {
  readonly pxPerDay: number;
  readonly lanes: number;
  /** Width of a name in CSS pixels. */
  measure(name: string): number;
}

/** Air after a name, and what a leader line needs around it, in CSS pixels. */
const LABEL_AIR = 8;
const LEADER_AIR = 3;

/**
 * Names below their clusters, the most important ones first. A name starts at its marker and hangs from a leader
 * line that crosses the lanes above it, so a lane is free only where neither a name nor a leader is. The lowest
 * lane is tried first: it leaves the upper ones to the markers that follow. Then every name rises as far as it
 * can, and where there is room below it the other names of its cluster follow as a list.
 */
export function placeLabels(clusters: readonly Cluster[], options: LabelOptions): PlacedLabel[] {
  const { lanes, pxPerDay, measure } = options;
  const boxOf = (cluster: Cluster, marker: Marker, lane: number): Box => {
    const x = cluster.at * pxPerDay;
    return { cluster, marker, x, end: x + measure(marker.name) + LABEL_AIR, lane };
  };
  const placed: Box[] = [];
  const byWeight = [...clusters].sort(
    (left, right) => weightOf(leadOf(right)) - weightOf(leadOf(left)) || left.at - right.at,
  );
  for (const cluster of byWeight) {
    const box = boxOf(cluster, leadOf(cluster), lanes - 1);
    while (box.lane >= 0 && !placed.every((other) => isClear(box, other))) box.lane -= 1;
    if (box.lane >= 0) placed.push(box);
  }
  for (let rose = true; rose; ) {
    rose = false;
    for (const box of placed) {
      const others = placed.filter((other) => other !== box);
      const lane = Array.from({ length: box.lane }, (_, upper) => upper).find((upper) =>
        others.every((other) => isClear({ ...box, lane: upper }, other)),
      );
      if (lane === undefined) continue;
      box.lane = lane;
      rose = true;
    }
  }
  for (const lead of [...placed]) {
    const rest = lead.cluster.markers
      .filter((marker) => marker !== lead.marker)
      .sort((left, right) => weightOf(right) - weightOf(left));
    for (const [index, marker] of rest.entries()) {
      const box = boxOf(lead.cluster, marker, lead.lane + 1 + index);
      if (box.lane >= lanes || !placed.every((other) => isClear(box, other))) break;
      placed.push(box);
    }
  }
  return placed.map(({ cluster, marker, lane }) => ({ marker, at: cluster.at, lane }));
}

interface Box {
  readonly cluster: Cluster;
  readonly marker: Marker;
  readonly x: number;
  readonly end: number;
  lane: number;
}

/**
 * Two names keep clear when they do not touch in one lane, nor the leader of the lower one the upper one. Names of
 * one cluster hang from the same leader, one below the other.
 */
function isClear(one: Box, other: Box): boolean {
  if (one.cluster === other.cluster) return one.lane !== other.lane;
  if (one.lane === other.lane) return one.end <= other.x - LEADER_AIR || other.end <= one.x - LEADER_AIR;
  const [upper, lower] = one.lane < other.lane ? [one, other] : [other, one];
  return lower.x + LEADER_AIR <= upper.x - LEADER_AIR || lower.x - LEADER_AIR >= upper.end;
}

/** Clusters are worked out at these steps of zoom only, so that a smooth zoom rarely makes new ones. */
const STEP = 1.2;

/** The step of zoom a width of a day belongs to. */
export function zoomStepOf(pxPerDay: number): number {
  return Math.floor(Math.log(pxPerDay) / Math.log(STEP));
}

/** The narrowest day of a step: what fits there fits in all of it. */
export function pxPerDayOf(step: number): number {
  return STEP ** step;
}
