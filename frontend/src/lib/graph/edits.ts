/** Edits of a graph. Each returns a new graph and shares what did not change, so that history is cheap. */
import { newId } from '@/lib/id'
import { freeKey, keysIn, renameKeys, withKeys } from './keys'
import { uniqueName } from './names'
import { reachable } from './reach'
import type { Graph, GraphEdge, GraphNode, Point } from './types'

export const EMPTY_GRAPH: Graph = { nodes: [], edges: [], viewport: { x: 0, y: 0, zoom: 1 } }

/** A document as it arrives, of any age, as one to work on: every node has its key. */
export function readGraph(graph: Graph): Graph {
  const nodes = withKeys(graph.nodes)
  return nodes === graph.nodes ? graph : { ...graph, nodes }
}

export type EdgeEnds = Pick<GraphEdge, 'source' | 'source_handle' | 'target' | 'target_handle'>

export function addNode(graph: Graph, node: GraphNode): Graph {
  const name = uniqueName(node.name, graph.nodes.map((each) => each.name))
  const key = freeKey({ ...node, name }, keysIn(graph))
  return { ...graph, nodes: [...graph.nodes, { ...node, name, key }] }
}

export function updateNode(graph: Graph, id: string, change: Partial<GraphNode>): Graph {
  return { ...graph, nodes: graph.nodes.map((node) => (node.id === id ? { ...node, ...change } : node)) }
}

/** The node's key follows its name, and so do the expressions that speak of it. */
export function renameNode(graph: Graph, id: string, wanted: string): Graph {
  const others = graph.nodes.filter((node) => node.id !== id)
  const known = graph.nodes.find((node) => node.id === id)
  if (!known) return graph
  const name = uniqueName(wanted, others.map((node) => node.name))
  const key = freeKey({ ...known, name }, keysIn({ nodes: others }))
  const renamed = updateNode(graph, id, { name, key })
  if (!known.key || known.key === key) return renamed
  const names = new Map([[known.key, key]])
  const nodes = renamed.nodes.map((node) => {
    const parameters = renameKeys(node.parameters, names)
    return parameters === node.parameters ? node : { ...node, parameters }
  })
  return { ...renamed, nodes }
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

/** Whether an edge may be drawn: both ends exist, it leads back to nothing above it, and it is not there already. */
export function canConnect(graph: Graph, ends: EdgeEnds): boolean {
  const exists = (id: string) => graph.nodes.some((node) => node.id === id)
  if (ends.source === ends.target || !exists(ends.source) || !exists(ends.target)) return false
  if (reachable(graph, [ends.target]).has(ends.source)) return false
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

/** Another name for the input that an edge leads to. */
export function renameInput(graph: Graph, edgeId: string, target_handle: string): Graph {
  return { ...graph, edges: graph.edges.map((edge) => (edge.id === edgeId ? { ...edge, target_handle } : edge)) }
}

/** An output goes by another name from now on, and its edges with it. */
export function renameOutput(graph: Graph, source: string, from: string, to: string): Graph {
  const edges = graph.edges.map((edge) =>
    edge.source === source && edge.source_handle === from ? { ...edge, source_handle: to } : edge,
  )
  return { ...graph, edges }
}
