import { memo, useMemo } from 'react';
import { hasTrack } from '../core/geometry';
import { loadOf } from '../core/load';
import { type Cluster, leadOf } from '../core/markers';
import type { GroupRow, PhaseRow, ReleaseRow, Row } from '../core/tree';
import styles from './PlotRow.module.css';
import { clustersOn, labelsOn } from './rowMarkers';
import { hasSameProps } from './sameProps';
import { days } from './style';
import type { TimelineLook } from './types';

interface PlotRowProps {
  row: Row;
  id: string;
  top: number;
  height: number;
  origin: number;
  step: number;
  look: TimelineLook;
  selected: boolean;
  /** The cluster that is the tab stop, by its place among them. */
  stop: number;
  chosenMarker: string | null;
}

/** The cell of a row that lies in the moving layer. It knows nothing of the view, so moving never renders it. */
export const PlotRow = memo(function PlotRow(props: PlotRowProps) {
  const { row, id, top, height, selected } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: the cells of a row lie in two layers, which a table cannot do
    // biome-ignore lint/a11y/useFocusableInteractive: focus is on the row and on its markers
    <div
      role="gridcell"
      id={id}
      className={styles.row}
      data-selected={selected || undefined}
      style={{ top, height }}
    >
      {row.type === 'group' && <GroupLoad row={row} origin={props.origin} />}
      {row.type === 'release' && <ReleaseBar {...props} row={row} />}
      {row.type === 'phase' && <PhaseBar row={row} origin={props.origin} look={props.look} />}
    </div>
  );
}, hasSameProps);

/** How many releases of the group are open at a time: a skyline of its own height. */
function GroupLoad({ row, origin }: { row: GroupRow; origin: number }) {
  const skyline = useMemo(() => skylineOf(row), [row]);
  if (!skyline) return null;
  const { start, length, path } = skyline;
  return (
    <svg
      aria-hidden="true"
      className={styles.load}
      viewBox={`0 0 ${length} 1`}
      preserveAspectRatio="none"
      style={days(start - origin, length)}
    >
      <path d={path} />
    </svg>
  );
}

function skylineOf(row: GroupRow): { start: number; length: number; path: string } | null {
  const steps = loadOf(row.items.map((item) => item.span));
  const start = steps[0]?.start;
  const end = steps.at(-1)?.end;
  if (start === undefined || end === undefined) return null;
  const most = Math.max(...steps.map((step) => step.count));
  const path = steps
    .map((step) => `M${step.start - start} 1V${1 - step.count / most}H${step.end - start}V1z`)
    .join('');
  return { start, length: end - start, path };
}

function ReleaseBar({ row, origin, step, look, stop, chosenMarker }: PlotRowProps & { row: ReleaseRow }) {
  const { item } = row;
  const { span } = item;
  const track = hasTrack(row);
  const tone = { '--tone': look.toneOf(item) };
  return (
    <>
      <div
        role="img"
        aria-label={look.nameOf(row)}
        className={styles.bar}
        data-train={track || undefined}
        data-hollow={look.isHollow(item) || undefined}
        data-context={row.context || undefined}
        style={days(span.start - origin, span.end - span.start, tone)}
      />
      {item.phases.map((phase, index) => (
        <div
          key={phase.id}
          aria-hidden="true"
          className={styles.phase}
          data-train={track || undefined}
          data-odd={index % 2 === 1 || undefined}
          style={days(phase.start - origin, phase.end - phase.start, tone)}
        >
          <span>{phase.name}</span>
        </div>
      ))}
      {clustersOn(row, step).map((cluster, index) => (
        <MarkerButton
          key={cluster.id}
          cluster={cluster}
          origin={origin}
          look={look}
          track={track}
          focusable={stop === index + 1}
          chosen={cluster.markers.some((marker) => marker.id === chosenMarker)}
        />
      ))}
      {labelsOn(row, step).map(({ marker, at, lane }) => (
        <span
          key={marker.id}
          aria-hidden="true"
          className={styles.name}
          style={days(at - origin, undefined, { '--lane': lane })}
        >
          <span>{marker.name}</span>
        </span>
      ))}
    </>
  );
}

interface MarkerButtonProps {
  cluster: Cluster;
  origin: number;
  look: TimelineLook;
  track: boolean;
  focusable: boolean;
  chosen: boolean;
}

function MarkerButton({ cluster, origin, look, track, focusable, chosen }: MarkerButtonProps) {
  const lead = leadOf(cluster);
  const many = cluster.markers.length > 1;
  const from = Math.min(...cluster.markers.map((marker) => marker.start ?? marker.day));
  return (
    <>
      {from < Math.floor(cluster.at) && (
        <div
          aria-hidden="true"
          className={styles.range}
          data-track={track || undefined}
          data-state={lead.state}
          style={days(from - origin, cluster.at - from)}
        />
      )}
      <button
        type="button"
        tabIndex={focusable ? 0 : -1}
        className={styles.marker}
        data-cluster={cluster.id}
        data-kind={many ? 'many' : lead.kind}
        data-state={lead.state}
        data-track={track || undefined}
        data-chosen={chosen || undefined}
        aria-label={look.nameOfCluster(cluster)}
        style={days(cluster.at - origin)}
      >
        {many ? cluster.markers.length : look.signOf(lead)}
      </button>
    </>
  );
}

function PhaseBar({ row, origin, look }: { row: PhaseRow; origin: number; look: TimelineLook }) {
  const { phase, item } = row;
  return (
    <div
      role="img"
      aria-label={look.nameOf(row)}
      className={styles.bar}
      data-phase
      style={days(phase.start - origin, phase.end - phase.start, { '--tone': look.toneOf(item) })}
    />
  );
}
