/** Edits of a graph. Each returns a new graph and shares what did not change, so that history is cheap. */
import { newId } from '@/lib/id'
import { uniqueName } from './names'
import type { Graph, GraphEdge, GraphNode, Point } from './types'

export const EMPTY_GRAPH: Graph = { nodes: [], edges: [], viewport: { x: 0, y: 0, zoom: 1 } }

export type EdgeEnds = Pick<GraphEdge, 'source' | 'source_handle' | 'target' | 'target_handle'>

export function addNode(graph: Graph, node: GraphNode): Graph {
  const name = uniqueName(node.name, graph.nodes.map((each) => each.name))
  return { ...graph, nodes: [...graph.nodes, { ...node, name }] }
}

export function updateNode(graph: Graph, id: string, change: Partial<GraphNode>): Graph {
  return { ...graph, nodes: graph.nodes.map((node) => (node.id === id ? { ...node, ...change } : node)) }
}

export function renameNode(graph: Graph, id: string, name: string): Graph {
  const taken = graph.nodes.filter((node) => node.id !== id).map((node) => node.name)
  return updateNode(graph, id, { name: uniqueName(name, taken) })
}

export function moveNodes(graph: Graph, positions: ReadonlyMap<string, Point>): Graph {
  const nodes = graph.nodes.map((node) => {
    const position = positions.get(node.id)
    if (!position || (position.x === node.position.x && position.y === node.position.y)) return node
    return { ...node, position }
  })
  return nodes.every((node, index) => node === graph.nodes[index]) ? graph : { ...graph, nodes }
}

export function removeElements(graph: Graph, nodeIds: ReadonlySet<string>, edgeIds: ReadonlySet<string>): Graph {
  const kept = (edge: GraphEdge) =>
    !edgeIds.has(edge.id) && !nodeIds.has(edge.source) && !nodeIds.has(edge.target)
  return {
    ...graph,
    nodes: graph.nodes.filter((node) => !nodeIds.has(node.id)),
    edges: graph.edges.filter(kept),
  }
}

export function toggleDisabled(graph: Graph, ids: ReadonlySet<string>): Graph {
  const chosen = graph.nodes.filter((node) => ids.has(node.id))
  const disabled = chosen.some((node) => !node.disabled)
  return { ...graph, nodes: graph.nodes.map((node) => (ids.has(node.id) ? { ...node, disabled } : node)) }
}

/** Whether an edge may be drawn: both ends exist, it is no loop on one node, and it is not there already. */
export function canConnect(graph: Graph, ends: EdgeEnds): boolean {
  const exists = (id: string) => graph.nodes.some((node) => node.id === id)
  if (ends.source === ends.target || !exists(ends.source) || !exists(ends.target)) return false
  return !graph.edges.some(
    (edge) =>
      edge.source === ends.source &&
      edge.source_handle === ends.source_handle &&
      edge.target === ends.target &&
      edge.target_handle === ends.target_handle,
  )
}

export function connect(graph: Graph, ends: EdgeEnds): Graph {
  if (!canConnect(graph, ends)) return graph
  return { ...graph, edges: [...graph.edges, { id: newId('e'), ...ends }] }
}

interface Ports {
  inputs: readonly { name: string }[]
  outputs: readonly { name: string }[]
}

/** Connect nodes one after the other as they lie from left to right, each by its first output and input. */
export function joinNodes(graph: Graph, ids: readonly string[], portsOf: (node: GraphNode) => Ports | null): Graph {
  const chosen = graph.nodes.filter((node) => ids.includes(node.id)).sort((a, b) => a.position.x - b.position.x)
  return chosen.slice(1).reduce((joined, target, index) => {
    const source = chosen[index]
    const output = source && portsOf(source)?.outputs[0]?.name
    const input = portsOf(target)?.inputs[0]?.name
    if (!source || !output || !input) return joined
    return connect(joined, { source: source.id, source_handle: output, target: target.id, target_handle: input })
  }, graph)
}

/** Put a node that is already in the graph between the two ends of an edge. */
export function splitEdge(graph: Graph, edgeId: string, nodeId: string, input: string, output: string): Graph {
  const edge = graph.edges.find((each) => each.id === edgeId)
  if (!edge) return graph
  const without = { ...graph, edges: graph.edges.filter((each) => each.id !== edgeId) }
  const first = connect(without, {
    source: edge.source,
    source_handle: edge.source_handle,
    target: nodeId,
    target_handle: input,
  })
  return connect(first, {
    source: nodeId,
    source_handle: output,
    target: edge.target,
    target_handle: edge.target_handle,
  })
}
