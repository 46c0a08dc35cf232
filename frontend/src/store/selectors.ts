/** Reads of the store that several places need. */
import type { GraphNode } from '@/lib/graph/types'
import type { EditorStore } from './store'
import { useEditor } from './store'

export function selectedIds(state: Pick<EditorStore, 'flowNodes'>): string[] {
  return state.flowNodes.filter((node) => node.selected).map((node) => node.id)
}

/** The one selected node, or null when none or several are selected. */
export function selectedNode(state: Pick<EditorStore, 'flowNodes'>): GraphNode | null {
  let found: GraphNode | null = null
  for (const flow of state.flowNodes) {
    if (!flow.selected) continue
    if (found) return null
    found = flow.data.node
  }
  return found
}

export const useSelectedNode = () => useEditor(selectedNode)

export function nodeById(state: EditorStore, id: string | null): GraphNode | null {
  return id === null ? null : (state.history.present.nodes.find((node) => node.id === id) ?? null)
}
