/** The run of the workflow that the canvas shows: started here, or opened again. */
import type { StateCreator } from 'zustand'
import type { RunDetail, RunUsage } from '@/api/types'
import { isRunOver } from '@/lib/states'
import { merged, runsOf } from '@/lib/runs/steps'
import type { RunState } from '@/socket/messages'
import type { EditorStore } from './store'

export interface Execution {
  /** Unknown between pressing Run and the answer. */
  run: string | null
  state: RunState
  startedAt: number
  finishedAt: number | null
  /** Why it ended as it did, or what it waits for. */
  reason: string | null
  usage: RunUsage | null
}

export interface ExecutionSlice {
  execution: Execution | null
  /** A run of the whole workflow, or up to a node, begins; what is known of nodes is about the one before. */
  beginExecution: (keepNodes: boolean) => void
  nameExecution: (run: string) => void
  /** It was refused, and so was the one node that was to be run alone. */
  dropExecution: (only: string | null) => void
  applyRunState: (run: string, state: RunState) => void
  /** What the server keeps of it: reasons, errors, costs, and what was missed. */
  takeRun: (run: RunDetail) => void
}

const time = (text: string | null) => (text ? Date.parse(text) : null)

export const executionSlice: StateCreator<EditorStore, [], [], ExecutionSlice> = (set) => ({
  execution: null,

  beginExecution: (keepNodes) =>
    set(({ runs }) => ({
      runs: keepNodes ? runs : {},
      picked: [],
      lastRunNode: null,
      execution: { run: null, state: 'queued', startedAt: Date.now(), finishedAt: null, reason: null, usage: null },
    })),

  nameExecution: (run) => set(({ execution }) => (execution ? { execution: { ...execution, run: execution.run ?? run } } : {})),

  dropExecution: (only) =>
    set(({ runs }) => {
      const { [only ?? '']: _refused, ...others } = runs
      return { execution: null, runs: others }
    }),

  applyRunState: (run, state) =>
    set(({ execution }) => {
      if (execution?.run !== run || isRunOver(execution.state) || execution.state === state) return {}
      return { execution: { ...execution, state, finishedAt: isRunOver(state) ? Date.now() : null } }
    }),

  takeRun: (detail) =>
    set(({ execution, runs }) => {
      if (execution?.run !== detail.id) return {}
      const { state, reason, usage } = detail
      const startedAt = time(detail.started_at) ?? time(detail.created_at) ?? execution.startedAt
      return {
        execution: { ...execution, state, reason, usage, startedAt, finishedAt: time(detail.finished_at) },
        runs: merged(runs, runsOf(detail.id, detail.steps)),
      }
    }),
})
