/** The graph as React Flow draws it, with the selection. A store of its own: a drag changes it every frame. */
import { applyEdgeChanges, applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react'
import { create } from 'zustand'
import { toFlowEdges, toFlowNodes, withSelection, type FlowEdge, type FlowNode } from '@/lib/graph/flow'
import type { Graph } from '@/lib/graph/types'

export interface FlowStore {
  nodes: FlowNode[]
  edges: FlowEdge[]
  /** Draw this graph; what is known keeps its selection and measures. */
  show: (graph: Graph) => void
  select: (nodeIds: readonly string[]) => void
  changeNodes: (changes: NodeChange<FlowNode>[]) => void
  changeEdges: (changes: EdgeChange<FlowEdge>[]) => void
}

const NONE: ReadonlySet<string> = new Set()

export const useFlow = create<FlowStore>()((set) => ({
  nodes: [],
  edges: [],
  show: (graph) => set(({ nodes, edges }) => ({ nodes: toFlowNodes(nodes, graph), edges: toFlowEdges(edges, graph) })),
  select: (nodeIds) =>
    set(({ nodes, edges }) => ({ nodes: withSelection(nodes, new Set(nodeIds)), edges: withSelection(edges, NONE) })),
  changeNodes: (changes) => set(({ nodes }) => ({ nodes: applyNodeChanges(changes, nodes) })),
  changeEdges: (changes) => set(({ edges }) => ({ edges: applyEdgeChanges(changes, edges) })),
}))
