/** News of runs of the node `n`, as the server tells them. */
import { act } from '@testing-library/react'
import type { Approval, RunDetail } from '@/api/types'
import { useEditor } from '@/store/store'
import type { SocketError, StepState } from '@/socket/messages'

/** The answer to a run that was started here. */
export function endRun(state: StepState, more: { result?: unknown; error?: SocketError } = {}) {
  act(() => {
    useEditor.getState().startRun('n')
    useEditor.getState().finishRun('n', { state, run: 'r', execution_time: 20, ...more })
  })
}

/** An event of a run that is followed. */
export function pushState(state: StepState, message?: string, number = 1) {
  const at = `2026-03-01T12:00:0${number}Z`
  act(() =>
    useEditor.getState().applyStatus({ run: 'r', step: 's', node_id: 'n', state, message, at, path: [], attempt: 1, number, position: number }),
  )
}

/** A run as the server keeps it. */
export function makeRun(change: Partial<RunDetail> = {}): RunDetail {
  const time = '2026-03-01T12:00:00Z'
  return {
    id: 'r', kind: 'workflow', workflow: 'w', version: null, deployment: null, revision: 3, customer: null, state: 'succeeded', reason: null,
    source: 'editor', usage: null, created_at: time, started_at: time, finished_at: time, input: null, output: null, steps: [], ...change,
  }
}

/** A letter that is sent once a person has said yes. */
export function makeApproval(change: Partial<Approval> = {}): Approval {
  return {
    id: 'a', run: 'r', step: 's', node_id: 'letter', operation: 'post.send_letter', customer: null, summary: 'Post: Send letter, on the operator’s own account',
    parameters: { to: 'Ann', text: 'At noon?' }, withheld: null, requested_at: '2026-03-01T12:00:00Z', expires_at: '2026-03-04T12:00:00Z', state: 'open', ...change,
  }
}
