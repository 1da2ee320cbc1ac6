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
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useText } from '../../i18n/text';
import styles from './GraphView.module.css';
import type { Placeable, Places } from './layout';
import { HEIGHT, WIDTH } from './size';

export interface GraphThing {
  id: string;
  name: string;
  detail: string;
  icon: ReactNode;
  /** Shapes and colours it. */
  kind: string;
  /** Stands out as what the graph is about. */
  isCentre?: boolean;
  isProduction?: boolean;
  title?: string;
  /** What pressing it does, in words. */
  label: string;
  more?: ReactNode;
}

export interface GraphBond {
  from: string;
  to: string;
  kind: string;
  label?: string;
  both?: boolean;
}

export interface GraphViewProps {
  /** What it shows, in words. */
  label: string;
  things: readonly GraphThing[];
  bonds: readonly GraphBond[];
  onGo: (id: string) => void;
  /** Where it does not fit, the first thing stands at its left edge, not in its middle. */
  fromStart?: boolean;
  /** Where each thing stands. */
  placed: (graph: Placeable) => Places;
}

type ThingNode = Node<{ thing: GraphThing; onGo: (id: string) => void }, 'thing'>;

/** From here on only what is in sight is drawn. */
const MANY = 150;
const NODE_TYPES = { thing: Thing };
/** Never so small that nobody can read it: what does not fit is a move away. */
const FIT = { padding: 0.06, minZoom: 0.6, maxZoom: 1 } as const;

/** A graph to look at and to click through; a list or a table beside it says the same. */
export function GraphView(props: GraphViewProps) {
  return (
    <ReactFlowProvider>
      <Graph {...props} />
    </ReactFlowProvider>
  );
}

function Graph({ label, things, bonds, onGo, placed, fromStart = false }: GraphViewProps) {
  const text = useText();
  const scheme = useComputedColorScheme('light');
  const flow = useReactFlow();
  const frameOf = useRef<HTMLDivElement>(null);
  const nodes = useMemo(
    () => nodesOf(things, placed({ things, bonds }), onGo),
    [things, bonds, placed, onGo],
  );
  const edges = useMemo(() => bonds.map(edgeOf), [bonds]);
  useEffect(() => {
    const centre = nodes[0]?.position;
    // Once the new things are measured. Where not all of it fits, the thing in the middle does.
    const show = async () => {
      await flow.fitView(FIT);
      if (!centre || flow.getZoom() > FIT.minZoom) return;
      const zoom = fromStart ? 1 : FIT.minZoom;
      const half = (frameOf.current?.clientWidth ?? 0) / 2 / zoom - WIDTH;
      await flow.setCenter(centre.x + WIDTH / 2 + (fromStart ? half : 0), centre.y + HEIGHT / 2, { zoom });
    };
    const frame = requestAnimationFrame(() => void show());
    return () => cancelAnimationFrame(frame);
  }, [nodes, flow, fromStart]);
  return (
    <div ref={frameOf} className={styles.graph}>
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
        onlyRenderVisibleElements={things.length > MANY}
        aria-label={label}
        ariaLabelConfig={{
          'controls.ariaLabel': label,
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

function nodesOf(things: readonly GraphThing[], places: Places, onGo: (id: string) => void): ThingNode[] {
  return things.map((thing) => ({
    id: thing.id,
    type: 'thing',
    position: places.get(thing.id) ?? { x: 0, y: 0 },
    data: { thing, onGo },
    width: WIDTH,
    height: HEIGHT,
  }));
}

const ARROW = { type: MarkerType.ArrowClosed, width: 14, height: 14 };

function edgeOf({ from, to, kind, label, both }: GraphBond): Edge {
  return {
    id: [from, to, kind, label].join(' '),
    source: from,
    target: to,
    ...(label ? { label } : {}),
    className: `bond-${kind}`,
    markerEnd: ARROW,
    ...(both ? { markerStart: ARROW } : {}),
  };
}

/** A thing: a click goes to it. */
function Thing({ data: { thing, onGo } }: NodeProps<ThingNode>) {
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className={styles.end} />
      <button
        type="button"
        className={`${styles.thing} nodrag nopan`}
        data-kind={thing.kind}
        data-centre={thing.isCentre || undefined}
        data-production={thing.isProduction || undefined}
        aria-label={thing.label}
        aria-current={thing.isCentre || undefined}
        title={thing.title ?? thing.name}
        onClick={() => onGo(thing.id)}
      >
        {thing.icon}
        <span className={styles.names}>
          <span className={styles.name}>{thing.name}</span>
          <span className={styles.detail}>{thing.detail}</span>
        </span>
        {thing.more && <span className={styles.more}>{thing.more}</span>}
      </button>
      <Handle type="source" position={Position.Right} isConnectable={false} className={styles.end} />
    </>
  );
}
