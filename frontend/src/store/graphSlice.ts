/** The graph of the open workflow, with undo. */
import type { StateCreator } from 'zustand'
import { EMPTY_GRAPH, readGraph } from '@/lib/graph/edits'
import type { Graph } from '@/lib/graph/types'
import { record, redo, startHistory, undo, type History } from '@/lib/history'
import { useFlow } from './flowStore'
import type { EditorStore } from './store'

export interface GraphSlice {
  history: History<Graph>
  viewport: Graph['viewport']
  openGraph: (graph: Graph) => void
  /** Another graph without a way back, in the same view. */
  replaceGraph: (graph: Graph) => void
  /** Change the graph as one step of undo; quick changes with the same tag are one step together. */
  edit: (change: (graph: Graph) => Graph, options?: { tag?: string; select?: readonly string[] }) => void
  undo: () => void
  redo: () => void
  setViewport: (viewport: Graph['viewport']) => void
}

export const graphSlice: StateCreator<EditorStore, [], [], GraphSlice> = (set, get) => {
  const step = (next: History<Graph>) => {
    if (next === get().history) return
    set({ history: next })
    useFlow.getState().show(next.present)
  }
  return {
    history: startHistory(EMPTY_GRAPH),
    viewport: EMPTY_GRAPH.viewport,

    openGraph: (given) => {
      const graph = readGraph(given)
      set({ history: startHistory(graph), viewport: graph.viewport, viewed: null, problems: null })
      useFlow.setState({ nodes: [], notes: [], edges: [] })
      useFlow.getState().show(graph)
    },

    replaceGraph: (graph) => {
      const next = startHistory(readGraph(graph))
      const { viewed } = get()
      if (viewed) set({ viewed: { ...viewed, aside: { ...viewed.aside, history: next } } })
      else step(next)
    },

    edit: (change, { tag, select } = {}) => {
      const { history, viewed } = get()
      if (viewed) return // a run that is looked at is as it was
      step(record(history, change(history.present), Date.now(), tag ?? null))
      if (select) useFlow.getState().select(select)
    },

    undo: () => get().viewed ?? step(undo(get().history)),
    redo: () => get().viewed ?? step(redo(get().history)),
    setViewport: (viewport) => get().viewed ?? set({ viewport }),
  }
}
