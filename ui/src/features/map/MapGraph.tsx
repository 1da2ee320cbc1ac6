import '@xyflow/react/dist/style.css';
import { useComputedColorScheme } from '@mantine/core';
import {
  Background,
  Controls,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import type { MapThing, SystemMap } from '../../api/types';
import { useText } from '../../i18n/text';
import type { Places } from './layout';
import styles from './MapGraph.module.css';
import { ThingIcon } from './MapList';
import { HEIGHT, WIDTH } from './size';

interface MapGraphProps {
  map: SystemMap;
  onGo: (thing: MapThing) => void;
  /** Where each thing stands. */
  placed: (map: SystemMap) => Places;
}

type ThingNode = Node<{ thing: MapThing; onGo: (thing: MapThing) => void }, 'thing'>;

const NODE_TYPES = { thing: Thing };
/** Never so small that nobody can read it: what does not fit is a move away. */
const FIT = { padding: 0.06, minZoom: 0.6, maxZoom: 1 } as const;

/** The graph to look at and to click through; the list beside it says the same. */
export function MapGraph(props: MapGraphProps) {
  return (
    <ReactFlowProvider>
      <Graph {...props} />
    </ReactFlowProvider>
  );
}

function Graph({ map, onGo, placed }: MapGraphProps) {
  const text = useText();
  const scheme = useComputedColorScheme('light');
  const flow = useReactFlow();
  const nodes = useMemo(() => nodesOf(map, placed(map), onGo), [map, placed, onGo]);
  const edges = useMemo(() => edgesOf(map), [map]);
  useEffect(() => {
    const centre = nodes[0]?.position;
    // Once the new things are measured. Where not all of it fits, the thing in the middle does.
    const show = async () => {
      await flow.fitView(FIT);
      if (centre && flow.getZoom() <= FIT.minZoom)
        await flow.setCenter(centre.x + WIDTH / 2, centre.y + HEIGHT / 2, { zoom: FIT.minZoom });
    };
    const frame = requestAnimationFrame(() => void show());
    return () => cancelAnimationFrame(frame);
  }, [nodes, flow]);
  return (
    <div className={styles.graph}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        colorMode={scheme}
        fitView
        fitViewOptions={FIT}
        minZoom={0.1}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        aria-label={text('map.graph', { name: map.things[0]?.name ?? '' })}
        ariaLabelConfig={{
          'controls.ariaLabel': text('map.title'),
          'controls.zoomIn.ariaLabel': text('map.zoomIn'),
          'controls.zoomOut.ariaLabel': text('map.zoomOut'),
          'controls.fitView.ariaLabel': text('map.fit'),
        }}
      >
        <Background />
        <Controls showInteractive={false} fitViewOptions={FIT} />
      </ReactFlow>
    </div>
  );
}

function nodesOf(map: SystemMap, places: Places, onGo: (thing: MapThing) => void): ThingNode[] {
  return map.things.map((thing) => ({
    id: thing.id,
    type: 'thing',
    position: places.get(thing.id) ?? { x: 0, y: 0 },
    data: { thing, onGo },
    width: WIDTH,
    height: HEIGHT,
  }));
}

/** Versions are told only of what runs in, or of, the thing in the middle: on every line they would cover the map. */
function edgesOf({ things, bonds }: SystemMap): Edge[] {
  const centre = things[0]?.id;
  const arrow = { type: MarkerType.ArrowClosed, width: 14, height: 14 };
  return bonds.map(({ from, to, kind, detail, both }) => ({
    id: [from, to, kind, detail].join(' '),
    source: from,
    target: to,
    ...(detail && (kind !== 'runs' || from === centre || to === centre) ? { label: detail } : {}),
    className: `bond-${kind}`,
    markerEnd: arrow,
    ...(both ? { markerStart: arrow } : {}),
  }));
}

/** A thing: a click moves the map to it. */
function Thing({ data: { thing, onGo } }: NodeProps<ThingNode>) {
  const text = useText();
  const isCentre = thing.distance === 0;
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className={styles.end} />
      <button
        type="button"
        className={`${styles.thing} nodrag nopan`}
        data-kind={thing.kind}
        data-centre={isCentre || undefined}
        data-production={thing.is_production || undefined}
        aria-label={isCentre ? thing.name : text('map.centre', { name: thing.name })}
        aria-current={isCentre || undefined}
        title={`${thing.name} (${thing.key})`}
        onClick={() => onGo(thing)}
      >
        <ThingIcon kind={thing.kind} />
        <span className={styles.names}>
          <span className={styles.name}>{thing.name}</span>
          <span className={styles.detail}>{thing.stage?.name ?? thing.key}</span>
        </span>
        {thing.more && (
          <span className={styles.more} title={text('map.more.what')}>
            {text('map.more')}
          </span>
        )}
      </button>
      <Handle type="source" position={Position.Right} isConnectable={false} className={styles.end} />
    </>
  );
}
