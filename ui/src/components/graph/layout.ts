import { graphlib, layout } from '@dagrejs/dagre';
import { HEIGHT, WIDTH } from './size';

/** The upper left corner of each thing, by its id. */
export type Places = Map<string, { x: number; y: number }>;

export interface Placeable {
  things: readonly { id: string }[];
  bonds: readonly { from: string; to: string }[];
}

/** Puts what is upstream to the left of what is downstream of it. */
export function placed({ things, bonds }: Placeable): Places {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 64 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of things) graph.setNode(id, { width: WIDTH, height: HEIGHT });
  for (const { from, to } of bonds) graph.setEdge(from, to);
  layout(graph);
  return new Map(
    things.map(({ id }) => {
      const { x, y } = graph.node(id) as { x: number; y: number };
      return [id, { x: x - WIDTH / 2, y: y - HEIGHT / 2 }];
    }),
  );
}
