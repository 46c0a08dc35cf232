/** Outputs and inputs that go by another name: the edges at them follow. */
import type { NodeType } from '@/api/types'
import type { Parameters } from '@/lib/schema/types'
import { renameInput, renameOutput } from './edits'
import { renameMembers } from './keys'
import { arrivingAt, portsOf } from './ports'
import type { Graph, GraphNode } from './types'

const INPUT = /^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/

function namesIn(parameters: Parameters, list: string): string[] | null {
  const entries = parameters[list]
  if (!Array.isArray(entries)) return null
  return entries.map((entry: unknown) => {
    const name = (entry as { name?: unknown } | null)?.name
    return typeof name === 'string' ? name.trim() : ''
  })
}

/**
 * The graph in which the edges of a node have followed one entry of the list that names its outputs. Its parameters are
 * the new ones already; `before` are those from before. A name that was emptied first is known by the edge it has left.
 */
export function followOutputs(graph: Graph, node: GraphNode, type: NodeType | undefined, before: Parameters): Graph {
  const list = type?.outputs_from
  const old = list ? namesIn(before, list) : null
  const now = list ? namesIn(node.parameters, list) : null
  if (!old || !now || old.length !== now.length) return graph
  const places = now.flatMap((name, index) => (name === old[index] ? [] : [index]))
  const [place, another] = places
  if (place === undefined || another !== undefined) return graph
  const to = now[place] ?? ''
  if (!to || now.filter((name) => name === to).length > 1) return graph
  const from = old[place] || orphanOf(graph, { ...node, parameters: before }, type)
  return from && !now.includes(from) ? renameOutput(graph, node.id, from, to) : graph
}

/** The one output that edges come from and the node has not. */
function orphanOf(graph: Graph, node: GraphNode, type: NodeType | undefined): string | null {
  const known = new Set(portsOf(node, type).outputs.map((port) => port.name))
  const left = new Set(graph.edges.flatMap((edge) => (edge.source === node.id && !known.has(edge.source_handle) ? [edge.source_handle] : [])))
  const [only, second] = left
  return second === undefined ? (only ?? null) : null
}

/** What is wrong with a name for the input that an edge leads to; null for one that it may have. */
export function inputProblem(graph: Graph, edgeId: string, name: string): string | null {
  if (!INPUT.test(name)) return 'Begin with a letter; then letters, digits and _.'
  const edge = graph.edges.find((each) => each.id === edgeId)
  const isTaken = graph.edges.some((each) => each.id !== edgeId && each.target === edge?.target && each.target_handle === name)
  return isTaken ? 'Another input has this name.' : null
}

/** The edge leads to an input of that name, and so do the expressions that read what came over it. */
export function nameInput(graph: Graph, edgeId: string, name: string): Graph {
  const edge = graph.edges.find((each) => each.id === edgeId)
  if (!edge || edge.target_handle === name || inputProblem(graph, edgeId, name)) return graph
  const renamed = renameInput(graph, edgeId, name)
  const key = graph.nodes.find((node) => node.id === edge.target)?.key
  if (!key || arrivingAt(renamed, edge.target).includes(edge.target_handle)) return renamed
  const nodes = renamed.nodes.map((node) => {
    const parameters = renameMembers(node.parameters, key, edge.target_handle, name)
    return parameters === node.parameters ? node : { ...node, parameters }
  })
  return { ...renamed, nodes }
}
