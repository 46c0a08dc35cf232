/** A run opened again: its drawing as it was, read-only, with what each node came to. The draft waits aside meanwhile. */
import type { StateCreator } from 'zustand'
import type { RunDetail } from '@/api/types'
import { readGraph } from '@/lib/graph/edits'
import type { Graph } from '@/lib/graph/types'
import { startHistory, type History } from '@/lib/history'
import { runsOf } from '@/lib/runs/steps'
import type { Execution } from './executionSlice'
import { useFlow } from './flowStore'
import type { NodeRun } from './runSlice'
import type { EditorStore } from './store'

interface Aside {
  history: History<Graph>
  viewport: Graph['viewport']
  runs: Record<string, NodeRun>
  execution: Execution | null
}

export interface Viewed {
  run: RunDetail
  aside: Aside
}

export interface ViewSlice {
  viewed: Viewed | null
  viewRun: (run: RunDetail, graph: Graph) => void
  leaveRun: () => void
}

const time = (text: string | null) => (text ? Date.parse(text) : null)

function executionOf(run: RunDetail): Execution {
  const { id, state, reason, usage } = run
  return { run: id, state, reason, usage, startedAt: time(run.started_at) ?? Date.parse(run.created_at), finishedAt: time(run.finished_at) }
}

function draw(graph: Graph) {
  useFlow.setState({ nodes: [], edges: [] })
  useFlow.getState().show(graph)
}

export const viewSlice: StateCreator<EditorStore, [], [], ViewSlice> = (set, get) => ({
  viewed: null,

  viewRun: (run, given) => {
    const { viewed, history, viewport, runs, execution } = get()
    const graph = readGraph(given)
    set({
      viewed: { run, aside: viewed?.aside ?? { history, viewport, runs, execution } },
      history: startHistory(graph),
      runs: runsOf(run.id, run.steps),
      execution: executionOf(run),
      picked: [],
      lastRunNode: null,
      problems: null,
    })
    draw(graph)
  },

  leaveRun: () => {
    const { viewed } = get()
    if (!viewed) return
    set({ viewed: null, ...viewed.aside, picked: [], lastRunNode: null })
    draw(viewed.aside.history.present)
  },
})

/** What is worked on, also while a run is looked at. */
export function draftOf({ viewed, history }: Pick<EditorStore, 'viewed' | 'history'>): Graph {
  return (viewed?.aside.history ?? history).present
}

export function draftViewport({ viewed, viewport }: Pick<EditorStore, 'viewed' | 'viewport'>): Graph['viewport'] {
  return viewed?.aside.viewport ?? viewport
}
