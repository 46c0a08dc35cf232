/** What happened at each node the last time it ran. */
import type { StateCreator } from 'zustand'
import { type Content, contentOf } from '@/lib/output/content'
import { isFinal } from '@/lib/states'
import type { ExecuteNodeResult, NodeOutput, NodeStatus, SocketError, StepState, Usage } from '@/socket/messages'
import type { EditorStore } from './store'

/** An output too large to be sent while it runs, and where it is. */
export interface LeftOut {
  payload: string
  size: number
}

export interface NodeRun {
  state: StepState
  /** Unknown between pressing Run and the first news of the server. */
  run: string | null
  /** The run before, whose late news must not be taken for this one's. */
  previous: string | null
  /** Number and time (the server's) of the last event taken. */
  number: number
  at: number
  message: string | null
  startedAt: number
  finishedAt: number | null
  executionTime: number | null
  usage: Usage | null
  output: Content | null
  error: SocketError | null
}

export type RunEnd = Omit<ExecuteNodeResult, 'step' | 'node_id' | 'run'> & { run?: string }

export interface RunSlice {
  runs: Record<string, NodeRun>
  lastRunNode: string | null
  startRun: (nodeId: string) => void
  applyStatus: (status: NodeStatus) => void
  applyOutput: (output: Omit<NodeOutput, 'step' | 'path' | 'attempt'>) => void
  finishRun: (nodeId: string, end: RunEnd) => void
  resetRuns: () => void
}

const BLANK: NodeRun = {
  state: 'queued',
  run: null,
  previous: null,
  number: 0,
  at: 0,
  message: null,
  startedAt: 0,
  finishedAt: null,
  executionTime: null,
  usage: null,
  output: null,
  error: null,
}

/** An answer that holds none, as after a failure, leaves what was pushed. */
const hasContent = ({ result, size, withheld }: RunEnd) => result !== undefined || Boolean(size) || Boolean(withheld)

/** The number of the last event comes again with a word to it, such as what the step waits for. */
function isNews(known: NodeRun, { number, state, message }: NodeStatus): boolean {
  if (isFinal(known.state)) return false
  return number > known.number || (number === known.number && state === known.state && Boolean(message))
}

/** What an event continues: the known run, a new one, or nothing because it is old news. */
function continued(known: NodeRun | undefined, status: NodeStatus): NodeRun | null {
  const { run, at } = status
  const time = Date.parse(at)
  const fresh = { ...BLANK, run, startedAt: time }
  if (!known) return fresh
  if (known.run === run) return isNews(known, status) ? known : null
  if (known.run === null) return run === known.previous ? null : known
  return time >= known.at ? fresh : null
}

export const runSlice: StateCreator<EditorStore, [], [], RunSlice> = (set) => {
  const change = (nodeId: string, update: (known: NodeRun | undefined) => NodeRun | null) =>
    set((state) => {
      const next = update(state.runs[nodeId])
      return next ? { runs: { ...state.runs, [nodeId]: next } } : state
    })

  return {
    runs: {},
    lastRunNode: null,

    startRun: (nodeId) => {
      change(nodeId, (known) => ({ ...BLANK, previous: known?.run ?? null, startedAt: Date.now() }))
      set({ lastRunNode: nodeId })
    },

    applyStatus: (status) => {
      change(status.node_id, (known) => {
        const base = continued(known, status)
        if (!base) return null
        const at = Date.parse(status.at)
        const finishedAt = isFinal(status.state) ? at : null
        const { run, state, number } = status
        const executionTime = status.execution_time ?? base.executionTime
        return { ...base, run, state, number, at, message: status.message ?? null, finishedAt, executionTime }
      })
      set(({ lastRunNode }) => (lastRunNode ? {} : { lastRunNode: status.node_id }))
    },

    applyOutput: ({ node_id, run, output, ...sent }) =>
      change(node_id, (known) => {
        const content = contentOf(output, sent)
        if (!known || known.run !== run || (content.leftOut && known.output)) return null
        return { ...known, output: content }
      }),

    finishRun: (nodeId, end) =>
      change(nodeId, (known = BLANK) => {
        if (end.run && end.run === known.previous) return null
        if (end.run && known.run && end.run !== known.run) return null
        return {
          ...known,
          state: end.state,
          run: end.run ?? known.run,
          finishedAt: Date.now(),
          executionTime: end.execution_time,
          usage: end.usage ?? null,
          output: hasContent(end) ? contentOf(end.result, end) : known.output,
          error: end.error ?? null,
        }
      }),

    resetRuns: () => set({ runs: {}, lastRunNode: null }),
  }
}
