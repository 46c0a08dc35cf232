/** What is selected on the canvas. */
import type { FlowNode } from '@/lib/graph/flow'
import type { GraphNode } from '@/lib/graph/types'
import { useFlow } from './flowStore'

const cache = new WeakMap<FlowNode[], FlowNode[]>()

/** Computed once for each list of nodes, however many ask. */
function selectedOf(nodes: FlowNode[]): FlowNode[] {
  const known = cache.get(nodes)
  if (known) return known
  const found = nodes.filter((node) => node.selected)
  cache.set(nodes, found)
  return found
}

function single(nodes: FlowNode[]): GraphNode | null {
  const [first, second] = selectedOf(nodes)
  return first && !second ? first.data.node : null
}

export function selectedIds(): string[] {
  return selectedOf(useFlow.getState().nodes).map((node) => node.id)
}

export function selectedNoteIds(): string[] {
  return useFlow.getState().notes.filter((note) => note.selected).map((note) => note.id)
}

export function selectedEdgeIds(): string[] {
  return useFlow.getState().edges.filter((edge) => edge.selected).map((edge) => edge.id)
}

/** The one selected node, or null when none or several are selected. */
export function selectedNode(): GraphNode | null {
  return single(useFlow.getState().nodes)
}

export const useSelectedNode = () => useFlow((state) => single(state.nodes))

export const useIsDragging = () => useFlow((state) => selectedOf(state.nodes).some((node) => node.dragging))
