/** Whether and how two nodes may be joined, given what kinds they are. */
import type { NodeType } from '@/api/types'
import { canConnect, connect, type EdgeEnds } from './edits'
import { arrivingAt, EACH, hasOpenInputs, isLent, isLoop, isTool, NEW_INPUT, newInput, portsOf, takesTools, TOOL, TOOLS } from './ports'
import { bodyLeaks, upstream } from './reach'
import { MAIN, type Graph } from './types'

export type Types = ReadonlyMap<string, NodeType>

function nodeOf(graph: Graph, id: string) {
  return graph.nodes.find((node) => node.id === id)
}

/** The ends with an input under a name of its own, where the target makes one of each edge. */
export function settled(graph: Graph, ends: EdgeEnds, types: Types): EdgeEnds {
  const target = nodeOf(graph, ends.target)
  const isNew = ends.target_handle === NEW_INPUT || (hasOpenInputs(types.get(target?.type ?? '')) && ends.target_handle === MAIN)
  return isNew ? { ...ends, target_handle: newInput(graph, ends.source, ends.target) } : ends
}

/** A tool is lent to one agent, and is no part of the flow besides. */
function canLend(graph: Graph, ends: EdgeEnds, types: Types): boolean {
  const kind = (id: string) => types.get(nodeOf(graph, id)?.type ?? '')
  if (ends.source_handle !== TOOL || ends.target_handle !== TOOLS) return false
  if (!isTool(kind(ends.source)) || !takesTools(kind(ends.target))) return false
  return !graph.edges.some((edge) => edge.source === ends.source || (edge.target === ends.source && edge.target_handle !== TOOLS))
}

/** No cycle, no second of the same, and no way out of a loop's body but through the loop. */
export function canJoin(graph: Graph, wanted: EdgeEnds, types: Types): boolean {
  const ends = settled(graph, wanted, types)
  if (!canConnect(graph, ends)) return false
  if (ends.source_handle === TOOL || ends.target_handle === TOOLS) return canLend(graph, ends, types)
  if (isLent(graph, ends.source) || isLent(graph, ends.target)) return false
  if (hasOpenInputs(types.get(nodeOf(graph, ends.target)?.type ?? '')) && arrivingAt(graph, ends.target).includes(ends.target_handle)) return false
  const joined = { ...graph, edges: [...graph.edges, { id: '', ...ends }] }
  const above = upstream(joined, ends.target)
  return !graph.nodes.some(
    (node) =>
      above.has(node.id) &&
      isLoop(types.get(node.type)) &&
      bodyLeaks(joined, node.id, EACH) &&
      !bodyLeaks(graph, node.id, EACH),
  )
}

export function join(graph: Graph, ends: EdgeEnds, types: Types): Graph {
  return canJoin(graph, ends, types) ? connect(graph, settled(graph, ends, types)) : graph
}

/** Connect nodes one after the other as they lie from left to right, each by its first output and input. */
export function joinNodes(graph: Graph, ids: readonly string[], types: Types): Graph {
  const chosen = graph.nodes.filter((node) => ids.includes(node.id)).sort((a, b) => a.position.x - b.position.x)
  return chosen.slice(1).reduce((joined, target, index) => {
    const source = chosen[index]
    const output = source && types.has(source.type) && portsOf(source, types.get(source.type)).outputs[0]?.name
    const input = types.has(target.type) && portsOf(target, types.get(target.type)).inputs[0]?.name
    if (!source || !output || !input) return joined
    return join(joined, { source: source.id, source_handle: output, target: target.id, target_handle: input }, types)
  }, graph)
}

/** Put a node that is already in the graph between the two ends of an edge; what it has no place for stays open. */
export function splitEdge(graph: Graph, edgeId: string, nodeId: string, types: Types): Graph {
  const edge = graph.edges.find((each) => each.id === edgeId)
  const node = nodeOf(graph, nodeId)
  if (!edge || !node) return graph
  const { inputs, outputs } = portsOf(node, types.get(node.type))
  const input = inputs[0]?.name
  const output = outputs[0]?.name
  if (!input || !output) return graph
  const without = { ...graph, edges: graph.edges.filter((each) => each.id !== edgeId) }
  const { source, source_handle, target, target_handle } = edge
  const first = join(without, { source, source_handle, target: nodeId, target_handle: input }, types)
  return join(first, { source: nodeId, source_handle: output, target, target_handle }, types)
}

/** Without the edges that leave by an output their node no longer has, as after a case was taken out. */
export function withoutLoose(graph: Graph, id: string, types: Types): Graph {
  const node = nodeOf(graph, id)
  const type = node && types.get(node.type)
  if (!node || !type) return graph
  const names = new Set(portsOf(node, type).outputs.map((port) => port.name))
  const edges = graph.edges.filter((edge) => edge.source !== id || edge.source_handle === TOOL || names.has(edge.source_handle))
  return edges.length === graph.edges.length ? graph : { ...graph, edges }
}
