/** What happened at each node the last time it ran. */
import type { StateCreator } from 'zustand'
import { afterItemOutput, afterItemStatus, type Path } from '@/lib/runs/items'
import { afterEnd, afterOutput, afterStatus, BLANK, type NodeRun, type Output, type RunEnd } from '@/lib/runs/nodeRun'
import type { NodeOutput, NodeStatus } from '@/socket/messages'
import type { EditorStore } from './store'

export type { NodeRun, RunEnd } from '@/lib/runs/nodeRun'

export type RunNews = { status: NodeStatus } | { output: NodeOutput }

export interface RunSlice {
  runs: Record<string, NodeRun>
  lastRunNode: string | null
  /** The item of loops that is looked at, as a path of indexes. */
  picked: Path
  startRun: (nodeId: string) => void
  applyStatus: (status: NodeStatus) => void
  applyOutput: (output: Output) => void
  /** Many at once draw the canvas once. */
  applyNews: (news: readonly RunNews[]) => void
  finishRun: (nodeId: string, end: RunEnd) => void
  pickItem: (path: Path) => void
  resetRuns: () => void
}

/** Once a run is followed here, others that go on meanwhile are left to the list of runs. */
function isFollowed({ execution, runs }: EditorStore, run: string, nodeId: string): boolean {
  if (!execution || execution.run === run) return true
  const known = runs[nodeId]
  return known !== undefined && (known.run === run || known.run === null)
}

const withStatus = (known: NodeRun | undefined, status: NodeStatus) =>
  status.path.length > 0 ? afterItemStatus(known, status) : afterStatus(known, status)

const withOutput = (known: NodeRun | undefined, output: Output) =>
  output.path && output.path.length > 0 ? afterItemOutput(known, output, output.path) : afterOutput(known, output)

export const runSlice: StateCreator<EditorStore, [], [], RunSlice> = (set, get) => {
  const change = (nodeId: string, update: (known: NodeRun | undefined) => NodeRun | null) =>
    set((state) => {
      const next = update(state.runs[nodeId])
      return next ? { runs: { ...state.runs, [nodeId]: next } } : state
    })

  return {
    runs: {},
    lastRunNode: null,
    picked: [],

    startRun: (nodeId) => {
      change(nodeId, (known) => ({ ...BLANK, previous: known?.run ?? null, startedAt: Date.now() }))
      set({ lastRunNode: nodeId })
    },

    applyStatus: (status) => get().applyNews([{ status }]),

    applyOutput: (output) => change(output.node_id, (known) => withOutput(known, output)),

    applyNews: (news) =>
      set((state) => {
        const runs = { ...state.runs }
        let last = state.lastRunNode
        let isChanged = false
        for (const each of news) {
          const { run, node_id } = 'status' in each ? each.status : each.output
          if (!isFollowed({ ...state, runs }, run, node_id)) continue
          const next = 'status' in each ? withStatus(runs[node_id], each.status) : withOutput(runs[node_id], each.output)
          last ??= node_id
          if (!next) continue
          runs[node_id] = next
          isChanged = true
        }
        if (!isChanged) return last === state.lastRunNode ? state : { lastRunNode: last }
        return { runs, lastRunNode: last }
      }),

    finishRun: (nodeId, end) => change(nodeId, (known = BLANK) => afterEnd(known, end, Date.now())),

    pickItem: (picked) => set({ picked }),

    resetRuns: () => set({ runs: {}, lastRunNode: null, picked: [], execution: null }),
  }
}
