/** What lies on the timeline beside the bars, each to be shown or not. */

import { listIn } from '../../components/timeline/address';
import type { TimelineItem } from '../../timeline/core/model';

export const LAYERS = ['windows', 'dependencies', 'baselines', 'gates', 'milestones'] as const;
export type Layer = (typeof LAYERS)[number];

/** Former dates are looked at now and then; everything else belongs to the plan. */
const HIDDEN_AT_FIRST: readonly Layer[] = ['baselines'];

export type Layers = Readonly<Record<Layer, boolean>>;

/** The address names the layers that are not as they are at first. */
export function layersIn(text: string | undefined): Layers {
  const changed = listIn(text);
  const isShown = (layer: Layer) => HIDDEN_AT_FIRST.includes(layer) === changed.includes(layer);
  return {
    windows: isShown('windows'),
    dependencies: isShown('dependencies'),
    baselines: isShown('baselines'),
    gates: isShown('gates'),
    milestones: isShown('milestones'),
  };
}

const kept: Record<'gate' | 'milestone', WeakMap<TimelineItem, TimelineItem>> = {
  gate: new WeakMap(),
  milestone: new WeakMap(),
};

/** The item without its gates, or without its milestones; the same object for the same item. */
function without(kind: 'gate' | 'milestone', item: TimelineItem): TimelineItem {
  let made = kept[kind].get(item);
  if (!made) {
    const markers = item.markers.filter((marker) => marker.kind !== kind);
    made = markers.length === item.markers.length ? item : { ...item, markers };
    kept[kind].set(item, made);
  }
  return made;
}

/** Items with only the markers that are to be seen. */
export function withLayers(items: readonly TimelineItem[], { gates, milestones }: Layers): TimelineItem[] {
  let shown = [...items];
  if (!gates) shown = shown.map((item) => without('gate', item));
  if (!milestones) shown = shown.map((item) => without('milestone', item));
  return shown;
}
