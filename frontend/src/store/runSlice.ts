/** What happened at each node the last time it ran. */
import type { StateCreator } from 'zustand'
import type { ExecuteNodeResult, NodeOutput, NodeStatus, SocketError, StepState, Usage } from '@/socket/messages'
import { isFinal } from '@/lib/states'
import type { EditorStore } from './store'

export interface NodeRun {
  state: StepState
  run: string | null
  message: string | null
  startedAt: number
  finishedAt: number | null
  executionTime: number | null
  usage: Usage | null
  output: { value: unknown } | null
  error: SocketError | null
}

export interface RunSlice {
  runs: Record<string, NodeRun>
  lastRunNode: string | null
  startRun: (nodeId: string) => void
  applyStatus: (status: NodeStatus) => void
  applyOutput: (output: NodeOutput) => void
  finishRun: (nodeId: string, result: Omit<ExecuteNodeResult, 'step' | 'node_id' | 'run'> & { run?: string }) => void
  forgetRun: (nodeId: string) => void
  resetRuns: () => void
}

const BLANK: NodeRun = {
  state: 'queued',
  run: null,
  message: null,
  startedAt: 0,
  finishedAt: null,
  executionTime: null,
  usage: null,
  output: null,
  error: null,
}

/** A status that arrives after the end of the same run is late news and changes nothing. */
function isLate(known: NodeRun | undefined, run: string): boolean {
  return known !== undefined && known.run === run && isFinal(known.state)
}

export const runSlice: StateCreator<EditorStore, [], [], RunSlice> = (set) => {
  const change = (nodeId: string, update: (known: NodeRun | undefined) => NodeRun | undefined) =>
    set((state) => {
      const next = update(state.runs[nodeId])
      return next && next !== state.runs[nodeId] ? { runs: { ...state.runs, [nodeId]: next } } : state
    })

  return {
    runs: {},
    lastRunNode: null,

    startRun: (nodeId) => {
      change(nodeId, () => ({ ...BLANK, startedAt: Date.now() }))
      set({ lastRunNode: nodeId })
    },

    applyStatus: ({ node_id, run, state, message, at }) =>
      change(node_id, (known) => {
        if (isLate(known, run)) return known
        const time = Date.parse(at)
        const base = known && (known.run === run || known.run === null) ? known : { ...BLANK, startedAt: time }
        const finishedAt = isFinal(state) ? (base.finishedAt ?? time) : null
        return { ...base, run, state, message: message ?? null, finishedAt }
      }),

    applyOutput: ({ node_id, run, output }) =>
      change(node_id, (known) => ({ ...(known ?? { ...BLANK, startedAt: Date.now() }), run, output: { value: output } })),

    finishRun: (nodeId, result) =>
      change(nodeId, (known) => ({
        ...(known ?? BLANK),
        state: result.state,
        run: result.run ?? known?.run ?? null,
        finishedAt: Date.now(),
        executionTime: result.execution_time,
        usage: result.usage ?? null,
        output: result.result === undefined ? (known?.output ?? null) : { value: result.result },
        error: result.error ?? null,
      })),

    forgetRun: (nodeId) =>
      set((state) => {
        const { [nodeId]: _gone, ...runs } = state.runs
        return { runs }
      }),

    resetRuns: () => set({ runs: {}, lastRunNode: null }),
  }
}
