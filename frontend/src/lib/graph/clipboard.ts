/** Copying a part of a graph as text, and putting such a text back with new ids. */
import { newId } from '@/lib/id'
import { freeKey, keysIn, renameKeys } from './keys'
import { uniqueName } from './names'
import type { Graph, GraphEdge, GraphNode, Point } from './types'

const KIND = 'machina/nodes'

export interface Fragment {
  nodes: GraphNode[]
  edges: GraphEdge[]
}

export function fragmentOf(graph: Graph, ids: ReadonlySet<string>): Fragment {
  return {
    nodes: graph.nodes.filter((node) => ids.has(node.id)),
    edges: graph.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)),
  }
}

export function toText(fragment: Fragment): string {
  return JSON.stringify({ kind: KIND, ...fragment }, null, 2)
}

function isNode(value: unknown): value is GraphNode {
  if (typeof value !== 'object' || value === null) return false
  const node = value as Partial<GraphNode>
  return (
    typeof node.id === 'string' &&
    typeof node.type === 'string' &&
    typeof node.name === 'string' &&
    typeof node.position?.x === 'number' &&
    typeof node.position.y === 'number' &&
    typeof node.parameters === 'object' &&
    node.parameters !== null
  )
}

function isEdge(value: unknown): value is GraphEdge {
  if (typeof value !== 'object' || value === null) return false
  const { source, target, source_handle, target_handle } = value as Partial<GraphEdge>
  return [source, target, source_handle, target_handle].every((each) => typeof each === 'string')
}

/** The fragment in a clipboard text, or null when the text is something else. */
export function fromText(text: string): Fragment | null {
  if (!text.includes(KIND)) return null
  try {
    const value = JSON.parse(text) as { kind?: unknown; nodes?: unknown; edges?: unknown }
    if (value.kind !== KIND || !Array.isArray(value.nodes) || !Array.isArray(value.edges)) return null
    if (!value.nodes.every(isNode) || !value.edges.every(isEdge)) return null
    return { nodes: value.nodes, edges: value.edges }
  } catch {
    return null
  }
}

/** The graph with the fragment added at an offset under new ids, free names and keys, and the ids that were given. */
export function paste(graph: Graph, fragment: Fragment, offset: Point): { graph: Graph; ids: string[] } {
  const names = new Set(graph.nodes.map((node) => node.name))
  const keys = keysIn(graph)
  const ids = new Map<string, string>()
  const renamed = new Map<string, string>()
  const nodes = fragment.nodes.map((node) => {
    const id = newId('n')
    const name = uniqueName(node.name, names)
    names.add(name)
    ids.set(node.id, id)
    const key = freeKey({ ...node, name }, keys)
    keys.add(key)
    if (node.key && node.key !== key) renamed.set(node.key, key)
    const position = { x: node.position.x + offset.x, y: node.position.y + offset.y }
    return {
      ...node,
      id,
      name,
      key,
      position,
      parameters: structuredClone(node.parameters),
      account_mode: node.account_mode ?? null,
      customer_id: node.customer_id ?? null,
      connection: node.connection ?? null,
      disabled: node.disabled ?? false,
    }
  })
  const edges = fragment.edges.flatMap((edge) => {
    const source = ids.get(edge.source)
    const target = ids.get(edge.target)
    return source && target ? [{ ...edge, id: newId('e'), source, target }] : []
  })
  const added = nodes.map((node) => ({ ...node, parameters: renameKeys(node.parameters, renamed) }))
  return {
    graph: { ...graph, nodes: [...graph.nodes, ...added], edges: [...graph.edges, ...edges] },
    ids: nodes.map((node) => node.id),
  }
}
