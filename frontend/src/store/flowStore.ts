/** The graph as React Flow draws it, with the selection. A store of its own: a drag changes it every frame. */
import { applyEdgeChanges, applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react'
import { create } from 'zustand'
import { toFlowEdges, toFlowNodes, toFlowNotes, withSelection, type FlowEdge, type FlowNode, type FlowNote } from '@/lib/graph/flow'
import type { Graph } from '@/lib/graph/types'

export interface FlowStore {
  nodes: FlowNode[]
  notes: FlowNote[]
  edges: FlowEdge[]
  /** Draw this graph; what is known keeps its selection and measures. */
  show: (graph: Graph) => void
  select: (nodeIds: readonly string[]) => void
  /** Of nodes and notes: each takes what is its own. */
  changeNodes: (changes: NodeChange<FlowNode | FlowNote>[]) => void
  changeEdges: (changes: EdgeChange<FlowEdge>[]) => void
}

const NONE: ReadonlySet<string> = new Set()

function changesOf<T extends FlowNode | FlowNote>(items: readonly T[], changes: readonly NodeChange<FlowNode | FlowNote>[]): NodeChange<T>[] {
  if (items.length === 0) return []
  const ids = new Set(items.map((each) => each.id))
  return changes.filter((change) => 'id' in change && ids.has(change.id)) as NodeChange<T>[]
}

export const useFlow = create<FlowStore>()((set) => ({
  nodes: [],
  notes: [],
  edges: [],
  show: (graph) =>
    set(({ nodes, notes, edges }) => ({ nodes: toFlowNodes(nodes, graph), notes: toFlowNotes(notes, graph), edges: toFlowEdges(edges, graph) })),
  select: (nodeIds) =>
    set(({ nodes, notes, edges }) => ({
      nodes: withSelection(nodes, new Set(nodeIds)),
      notes: withSelection(notes, new Set(nodeIds)),
      edges: withSelection(edges, NONE),
    })),
  changeNodes: (changes) =>
    set(({ nodes, notes }) => {
      const ofNotes = changesOf(notes, changes)
      const ofNodes = ofNotes.length === 0 ? (changes as NodeChange<FlowNode>[]) : changesOf(nodes, changes)
      return {
        ...(ofNodes.length > 0 ? { nodes: applyNodeChanges(ofNodes, nodes) } : {}),
        ...(ofNotes.length > 0 ? { notes: applyNodeChanges(ofNotes, notes) } : {}),
      }
    }),
  changeEdges: (changes) => set(({ edges }) => ({ edges: applyEdgeChanges(changes, edges) })),
}))
