import type { TimelineItem } from '../core/model';

const stripes = new WeakMap<TimelineItem, string>();

/**
 * The phases of a release as one background of its bar: every other one a little darker, a line where each begins.
 * Thousands of phases would be thousands of boxes to move in every frame of a zoom; this moves with its bar.
 */
export function phaseStripes(item: TimelineItem): string {
  let made = stripes.get(item);
  if (made === undefined) {
    made = item.phases.length > 0 ? gradientOf(item) : 'none';
    stripes.set(item, made);
  }
  return made;
}

function gradientOf({ span, phases }: TimelineItem): string {
  const days = span.end - span.start;
  const place = (day: number) => `${(Math.min(1, Math.max(0, (day - span.start) / days)) * 100).toFixed(3)}%`;
  const stops: string[] = [];
  phases.forEach((phase, index) => {
    const [from, to] = [place(phase.start), place(phase.end)];
    const line = index > 0 ? `var(--phase-line) ${from} calc(${from} + 1px), ` : '';
    const fill = index % 2 === 1 ? 'var(--phase-odd)' : 'transparent';
    stops.push(`transparent ${from}, ${line}${fill} ${index > 0 ? `calc(${from} + 1px)` : from} ${to}`);
    stops.push(`transparent ${to}`);
  });
  return `linear-gradient(to right, ${stops.join(', ')})`;
}
