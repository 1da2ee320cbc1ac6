import { memo, useMemo } from 'react';
import type { Day } from '../core/days';
import { hasTrack } from '../core/geometry';
import { loadOf } from '../core/load';
import { type Cluster, leadOf } from '../core/markers';
import type { TimelineItem } from '../core/model';
import type { GroupRow, PhaseRow, ReleaseRow, Row } from '../core/tree';
import { MarkerGlyph } from './MarkerGlyph';
import styles from './PlotRow.module.css';
import { phaseStripes } from './phaseStripes';
import { pin } from './pins';
import type { RowShape } from './rowShape';
import { SlotBars } from './SlotBars';
import { hasSameProps } from './sameProps';
import { placed, placedWith } from './style';
import type { ReleaseLook, TimelineLook } from './types';

interface PlotRowProps {
  row: Row;
  /** What of it lies in the days that are rendered. */
  shape: RowShape;
  id: string;
  top: number;
  height: number;
  origin: Day;
  look: TimelineLook;
  selected: boolean;
  /** The cluster or slot that is the tab stop. */
  stop: string | null;
  /** The marker or slot that is shown beside the timeline. */
  chosen: string | null;
}

/** The cell of a row that lies in the moving layer. It knows nothing of the view, so moving never renders it. */
export const PlotRow = memo(function PlotRow(props: PlotRowProps) {
  const { row, id, top, height, selected, look } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: the cells of a row lie in two layers, which a table cannot do
    // biome-ignore lint/a11y/useFocusableInteractive: focus is on the row and on its markers
    <div
      role="gridcell"
      id={id}
      className={styles.row}
      data-cell={row.id}
      data-type={row.type}
      data-selected={selected || undefined}
      style={{ top, height }}
    >
      {row.type === 'group' && <GroupLoad row={row} origin={props.origin} />}
      {row.type === 'release' && look.of === 'releases' && <ReleaseBar {...props} row={row} look={look} />}
      {row.type === 'phase' && look.of === 'releases' && (
        <PhaseBar row={row} origin={props.origin} look={look} />
      )}
      {row.type === 'resource' && look.of === 'resources' && (
        <SlotBars
          slots={props.shape.slots}
          origin={props.origin}
          look={look}
          stop={props.stop}
          chosen={props.chosen}
        />
      )}
    </div>
  );
}, hasSameProps);

/** How many releases of the group are open at a time: a skyline of its own height. */
function GroupLoad({ row, origin }: { row: GroupRow; origin: Day }) {
  const skyline = useMemo(() => skylineOf(row), [row]);
  if (!skyline) return null;
  const { start, end, path } = skyline;
  return (
    <svg
      aria-hidden="true"
      className={styles.load}
      viewBox={`0 0 ${end - start} 1`}
      preserveAspectRatio="none"
      style={placed(origin, start, end)}
    >
      <path d={path} />
    </svg>
  );
}

function skylineOf(row: GroupRow): { start: Day; end: Day; path: string } | null {
  const steps = loadOf(row.items.map((item) => item.span));
  const start = steps[0]?.start;
  const end = steps.at(-1)?.end;
  if (start === undefined || end === undefined) return null;
  const most = Math.max(...steps.map((step) => step.count));
  const path = steps
    .map((step) => `M${step.start - start} 1V${1 - step.count / most}H${step.end - start}V1z`)
    .join('');
  return { start, end, path };
}

interface ReleaseBarProps extends PlotRowProps {
  row: ReleaseRow;
  look: ReleaseLook;
}

function ReleaseBar({ row, shape, origin, look, stop, chosen }: ReleaseBarProps) {
  const { item } = row;
  const { span } = item;
  const track = hasTrack(row);
  return (
    <>
      <div
        role="img"
        aria-label={look.nameOf(row)}
        className={styles.bar}
        data-part={item.id}
        data-train={track || undefined}
        data-hollow={look.isHollow(item) || undefined}
        data-context={row.context || undefined}
        style={placedWith(
          { '--tone': look.toneOf(item), '--phases': phaseStripes(item) },
          placed(origin, span.start, span.end),
        )}
      />
      <GhostBar item={item} origin={origin} look={look} track={track} />
      {item.phases.map(
        (phase) =>
          shape.named.has(phase.id) && (
            <div
              key={phase.id}
              aria-hidden="true"
              className={styles.phase}
              data-train={track || undefined}
              style={placed(origin, phase.start)}
              {...pin(phase.start, phase.end)}
            >
              {phase.name}
            </div>
          ),
      )}
      {shape.clusters.map((cluster) => (
        <MarkerRange key={cluster.id} cluster={cluster} origin={origin} track={track} />
      ))}
      {shape.clusters.map((cluster) => (
        <MarkerButton
          key={cluster.id}
          cluster={cluster}
          origin={origin}
          look={look}
          track={track}
          focusable={stop === cluster.id}
          chosen={cluster.markers.some((marker) => marker.id === chosen)}
        />
      ))}
      {shape.labels.map(({ marker, at, lane, text }) => (
        <div
          key={marker.id}
          aria-hidden="true"
          className={styles.name}
          style={placedWith({ '--lane': lane }, placed(origin, at))}
        >
          {text}
        </div>
      ))}
    </>
  );
}

/** Where a release and its gates were once planned, below where they are now. Its card says it in words. */
function GhostBar({ item, origin, look, track }: Pick<ReleaseBarProps, 'origin' | 'look'> & GhostOptions) {
  const ghost = look.ghostOf(item);
  if (!ghost) return null;
  return (
    <>
      {ghost.span && (
        <div
          aria-hidden="true"
          className={styles.ghost}
          data-ghost={item.id}
          data-track={track || undefined}
          style={placed(origin, ghost.span.start, ghost.span.end)}
        />
      )}
      {[...ghost.markers].map(([id, day]) => (
        <div
          key={id}
          aria-hidden="true"
          className={styles.ghostMarker}
          data-track={track || undefined}
          style={placed(origin, day + 0.5)}
        />
      ))}
    </>
  );
}

interface GhostOptions {
  item: TimelineItem;
  track: boolean;
}

/** The days of an event that lasts several, before the marker of its last one. */
function MarkerRange({ cluster, origin, track }: { cluster: Cluster; origin: Day; track: boolean }) {
  const from = Math.min(...cluster.markers.map((marker) => marker.start ?? marker.day));
  if (from >= Math.floor(cluster.at)) return null;
  return (
    <div
      aria-hidden="true"
      className={styles.range}
      data-track={track || undefined}
      data-state={leadOf(cluster).state}
      style={placed(origin, from, cluster.at)}
    />
  );
}

interface MarkerButtonProps {
  cluster: Cluster;
  origin: Day;
  look: ReleaseLook;
  track: boolean;
  focusable: boolean;
  chosen: boolean;
}

function MarkerButton({ cluster, origin, look, track, focusable, chosen }: MarkerButtonProps) {
  const lead = leadOf(cluster);
  const many = cluster.markers.length > 1;
  const common = {
    tabIndex: focusable ? 0 : -1,
    className: styles.marker,
    'data-stop': cluster.id,
    'data-track': track || undefined,
    'data-chosen': chosen || undefined,
    'aria-label': look.nameOfCluster(cluster),
    style: placed(origin, cluster.at),
  };
  if (!many) return <MarkerGlyph role="button" kind={lead.kind} state={lead.state} {...common} />;
  return (
    <button type="button" data-state={lead.state} {...common}>
      {cluster.markers.length}
    </button>
  );
}

function PhaseBar({ row, origin, look }: { row: PhaseRow; origin: Day; look: ReleaseLook }) {
  const { phase, item } = row;
  const ghost = look.ghostOf(item)?.phases.get(phase.id);
  const bar = (
    <div
      role="img"
      aria-label={look.nameOf(row)}
      className={styles.bar}
      data-part={phase.id}
      data-phase
      style={placedWith({ '--tone': look.toneOf(item) }, placed(origin, phase.start, phase.end))}
    />
  );
  if (!ghost) return bar;
  return (
    <>
      {bar}
      <div aria-hidden="true" className={styles.ghost} style={placed(origin, ghost.start, ghost.end)} />
    </>
  );
}
