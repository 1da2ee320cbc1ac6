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
export const MARKER_GAP = 13;

const URGENCY: Readonly<Record<MarkerState, number>> = { failed: 3, overdue: 2, pending: 1, passed: 0 };

/** The middle of the day: whole days have no better instant. */
export function centreOf(marker: Marker): Day {
  return marker.day + 0.5;
}

/** A cluster takes every marker nearer than `gap` to its first one, so no two clusters come nearer than that. */
export function clustersOf(markers: readonly Marker[], pxPerDay: number, gap = MARKER_GAP): Cluster[] {
  const sorted = [...markers].sort(
    (left, right) => left.day - right.day || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0),
  );
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
  readonly cluster: Cluster;
  readonly text: string;
  /** 0 is the lane next to the markers. */
  readonly lane: number;
}

export interface LabelOptions {
  readonly pxPerDay: number;
  readonly lanes: number;
  /** Width of a text in CSS pixels. */
  measure(text: string): number;
  textOf(cluster: Cluster): string;
}

/** Air after a label, and what a leader line needs around it, in CSS pixels. */
const LABEL_AIR = 8;
const LEADER_AIR = 3;

interface Taken {
  readonly from: number;
  readonly to: number;
}

/**
 * Names below their clusters, the most important ones first. A name starts at its marker and hangs from a leader
 * line that crosses the lanes above it, so a lane is free only where neither a name nor a leader is.
 */
export function placeLabels(clusters: readonly Cluster[], options: LabelOptions): PlacedLabel[] {
  const lanes: Taken[][] = Array.from({ length: options.lanes }, () => []);
  const free = (lane: number, from: number, to: number) =>
    (lanes[lane] ?? []).every((taken) => to <= taken.from || from >= taken.to);
  const placed: PlacedLabel[] = [];
  const byWeight = [...clusters].sort(
    (left, right) => weightOf(leadOf(right)) - weightOf(leadOf(left)) || left.at - right.at,
  );
  for (const cluster of byWeight) {
    const text = options.textOf(cluster);
    const x = cluster.at * options.pxPerDay;
    const from = x - LEADER_AIR;
    const to = x + options.measure(text) + LABEL_AIR;
    for (let lane = 0; lane < options.lanes; lane += 1) {
      if (!free(lane, from, to)) continue;
      const above = Array.from({ length: lane }, (_, index) => index);
      if (!above.every((upper) => free(upper, from, x + LEADER_AIR))) continue;
      for (const upper of above) lanes[upper]?.push({ from, to: x + LEADER_AIR });
      lanes[lane]?.push({ from, to });
      placed.push({ cluster, text, lane });
      break;
    }
  }
  return placed;
}

/** Clusters are worked out at these steps of zoom only, so that a smooth zoom rarely makes new ones. */
const STEP = 1.15;

/** The step of zoom a width of a day belongs to. */
export function zoomStepOf(pxPerDay: number): number {
  return Math.floor(Math.log(pxPerDay) / Math.log(STEP));
}

/** The narrowest day of a step: what fits there fits in all of it. */
export function pxPerDayOf(step: number): number {
  return STEP ** step;
}
