/** The open workflow: its graph with undo, and the same as React Flow draws it. */
import { applyEdgeChanges, applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react'
import type { StateCreator } from 'zustand'
import { EMPTY_GRAPH, moveNodes } from '@/lib/graph/edits'
import { toFlowEdges, toFlowNodes, withSelection, type FlowEdge, type FlowNode } from '@/lib/graph/flow'
import type { Graph, Point } from '@/lib/graph/types'
import { record, redo, startHistory, undo, type History } from '@/lib/history'
import type { EditorStore } from './store'

export interface GraphSlice {
  history: History<Graph>
  flowNodes: FlowNode[]
  flowEdges: FlowEdge[]
  viewport: Graph['viewport']
  openGraph: (graph: Graph) => void
  /** Change the graph as one step of undo; quick changes with the same tag are one step together. */
  edit: (change: (graph: Graph) => Graph, options?: { tag?: string; select?: readonly string[] }) => void
  undo: () => void
  redo: () => void
  select: (nodeIds: readonly string[]) => void
  changeNodes: (changes: NodeChange<FlowNode>[]) => void
  changeEdges: (changes: EdgeChange<FlowEdge>[]) => void
  setViewport: (viewport: Graph['viewport']) => void
}

function shown(state: GraphSlice, history: History<Graph>): Partial<GraphSlice> {
  if (history === state.history) return {}
  return {
    history,
    flowNodes: toFlowNodes(state.flowNodes, history.present),
    flowEdges: toFlowEdges(state.flowEdges, history.present),
  }
}

/** Positions that came to rest: the end of a drag, or a step of an arrow key. */
function restingPositions(changes: NodeChange<FlowNode>[]): Map<string, Point> {
  const positions = new Map<string, Point>()
  for (const change of changes) {
    if (change.type === 'position' && change.position && change.dragging === false) {
      positions.set(change.id, change.position)
    }
  }
  return positions
}

export const graphSlice: StateCreator<EditorStore, [], [], GraphSlice> = (set, get) => ({
  history: startHistory(EMPTY_GRAPH),
  flowNodes: [],
  flowEdges: [],
  viewport: EMPTY_GRAPH.viewport,

  openGraph: (graph) =>
    set({
      history: startHistory(graph),
      flowNodes: toFlowNodes([], graph),
      flowEdges: toFlowEdges([], graph),
      viewport: graph.viewport,
    }),

  edit: (change, { tag, select } = {}) => {
    set((state) => shown(state, record(state.history, change(state.history.present), Date.now(), tag ?? null)))
    if (select) get().select(select)
  },

  undo: () => set((state) => shown(state, undo(state.history))),
  redo: () => set((state) => shown(state, redo(state.history))),

  select: (nodeIds) => {
    const ids = new Set(nodeIds)
    set((state) => ({
      flowNodes: withSelection(state.flowNodes, ids),
      flowEdges: withSelection(state.flowEdges, new Set()),
    }))
  },

  changeNodes: (changes) => {
    set((state) => ({ flowNodes: applyNodeChanges(changes, state.flowNodes) }))
    const positions = restingPositions(changes)
    if (positions.size > 0) get().edit((graph) => moveNodes(graph, positions), { tag: 'move' })
  },

  changeEdges: (changes) => set((state) => ({ flowEdges: applyEdgeChanges(changes, state.flowEdges) })),

  setViewport: (viewport) => set({ viewport }),
})
