/** Reads of the store that several places need. */
import type { Graph } from '@/lib/graph/types'
import type { GraphNode } from '@/lib/graph/types'
import type { EditorStore } from './store'

const cache = new WeakMap<readonly GraphNode[], Map<string, GraphNode>>()

/** A node by its id, or by its key, as problems name it. */
export function nodeOf({ nodes }: Pick<Graph, 'nodes'>, name: string | null | undefined): GraphNode | null {
  if (!name) return null
  return nodes.find((node) => node.id === name) ?? nodes.find((node) => node.key === name) ?? null
}

export function nodeById(state: Pick<EditorStore, 'history'>, id: string | null): GraphNode | null {
  if (id === null) return null
  const { nodes } = state.history.present
  let byId = cache.get(nodes)
  if (!byId) {
    byId = new Map(nodes.map((node) => [node.id, node]))
    cache.set(nodes, byId)
  }
  return byId.get(id) ?? null
}
