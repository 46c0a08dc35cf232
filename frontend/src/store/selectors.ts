/** Reads of the store that several places need. */
import type { GraphNode } from '@/lib/graph/types'
import type { EditorStore } from './store'

const cache = new WeakMap<readonly GraphNode[], Map<string, GraphNode>>()

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
