/** Which workflow is open, and whether the server has what is on the screen. */
import type { StateCreator } from 'zustand'
import type { Workflow } from '@/api/types'
import type { ProblemError } from '@/api/problem'
import type { Graph } from '@/lib/graph/types'
import type { EditorStore } from './store'
import { draftOf } from './viewSlice'

export interface Newer {
  revision: number
  graph: Graph
}

export type SaveState =
  | { is: 'idle' }
  | { is: 'saving' }
  | { is: 'offline' }
  | { is: 'failed'; problem: ProblemError }
  | { is: 'conflict'; newer: Newer; putOff?: boolean }

export interface WorkflowSlice {
  workflow: { id: string; name: string } | null
  /** The revision that the graph on the screen started from. */
  base: number
  /** The graph as the server has it; what differs from it is unsaved. */
  savedGraph: Graph | null
  savedAt: number | null
  save: SaveState
  openWorkflow: (workflow: Workflow, draft?: Graph) => void
  /** Show what was saved elsewhere, with what is selected and known of runs. */
  takeSaved: (workflow: Workflow) => void
  renameWorkflow: (name: string) => void
  setSave: (save: SaveState) => void
  markSaved: (graph: Graph, revision: number) => void
  closeWorkflow: () => void
}

export const workflowSlice: StateCreator<EditorStore, [], [], WorkflowSlice> = (set, get) => ({
  workflow: null,
  base: 0,
  savedGraph: null,
  savedAt: null,
  save: { is: 'idle' },

  openWorkflow: ({ id, name, revision, graph, updated_at }, draft) => {
    get().resetRuns()
    get().openGraph(draft ?? graph)
    set({
      workflow: { id, name },
      base: revision,
      savedGraph: draft ? graph : get().history.present,
      savedAt: Date.parse(updated_at),
      save: { is: 'idle' },
    })
  },

  takeSaved: ({ id, name, revision, graph, updated_at }) => {
    get().replaceGraph(graph)
    set({
      workflow: { id, name },
      base: revision,
      savedGraph: draftOf(get()),
      savedAt: Date.parse(updated_at),
      save: { is: 'idle' },
    })
  },

  renameWorkflow: (name) => set(({ workflow }) => ({ workflow: workflow && { ...workflow, name } })),
  setSave: (save) => set({ save }),
  markSaved: (graph, revision) => set({ savedGraph: graph, base: revision, savedAt: Date.now(), save: { is: 'idle' } }),
  closeWorkflow: () => set({ workflow: null, viewed: null, execution: null, savedGraph: null, save: { is: 'idle' } }),
})

/** What of a drawing is worth a save; where it was last looked at is not. */
export const PARTS = ['nodes', 'edges', 'notes', 'variables'] as const

export function isDirty(state: Pick<EditorStore, 'savedGraph' | 'history' | 'viewed'>): boolean {
  const { savedGraph } = state
  if (!savedGraph) return false
  const present = draftOf(state)
  return PARTS.some((part) => savedGraph[part] !== present[part])
}
