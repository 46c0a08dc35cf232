/** What the socket brings, put where it belongs: runs, console, connections, the state of the link. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys } from '@/api/keys'
import { showApproval } from '@/approvals/showApproval'
import { closeWindow } from '@/connections/connectOwner'
import { noteRunChange } from '@/api/useRuns'
import { applyWaiting, takeNews } from '@/run/news'
import { readRun } from '@/run/runWorkflow'
import { isRunOver } from '@/lib/states'
import { linesOfPush, linesOfReply } from '@/lib/consoleText'
import { isPush, type ApprovalRequested, type OauthComplete, type Pong, type Push, type WorkflowStatus } from '@/socket/messages'
import { socket } from '@/socket/socket'
import { isReplaying, noteNewest, notePosition } from '@/socket/subscription'
import { useEditor } from '@/store/store'
import { followSave } from '@/workflow/followSaves'

/** The last of them tells a secret. */
const QUIET = new Set(['ping_result', 'subscribe_result', 'listen_for_test_call_result'])

function connected(complete: OauthComplete, provider: string) {
  const { connecting, setConnecting, notify } = useEditor.getState()
  if (connecting?.provider === provider && !complete.customer_id) {
    if (complete.success) {
      closeWindow()
      setConnecting(null)
    } else {
      setConnecting({ ...connecting, phase: 'failed', detail: complete.error?.detail ?? 'The provider refused.' })
    }
  }
  if (complete.success) notify({ tone: 'success', text: `Connected ${complete.email || 'an account'}.` })
}

function isOurs(workflow: string | null | undefined): boolean {
  return !workflow || workflow === useEditor.getState().workflow?.id
}

/** Once it is over, what the server keeps says why it failed and what it cost. */
function runChanged({ run, state }: WorkflowStatus, cache: QueryClient) {
  const editor = useEditor.getState()
  editor.applyRunState(run, state)
  if (isRunOver(state) && editor.execution?.run === run) {
    readRun(run).catch(() => undefined) // the list of runs has it as well
  }
  noteRunChange(cache)
}

/** What is told once and to nobody who was away. */
function refresh(cache: QueryClient) {
  void cache.invalidateQueries({ queryKey: keys.allAccounts })
  void cache.invalidateQueries({ queryKey: keys.allApprovals })
}

/** The run that is shown asks: whoever looks elsewhere hears of it. */
function asked({ run, node_id }: ApprovalRequested) {
  const { execution, dock, notify } = useEditor.getState()
  const isInSight = dock.open && dock.tab === 'output'
  if (run === null || execution?.run !== run || isInSight) return
  notify({ tone: 'neutral', text: 'The run waits for your answer.', action: { label: 'Answer', run: () => showApproval(node_id) } })
}

function receive(push: Push, cache: QueryClient) {
  const state = useEditor.getState()
  if (isPush(push, 'node_status') && isOurs(push.workflow)) {
    takeNews({ status: push })
    notePosition(push.position)
  }
  if (isPush(push, 'node_output')) takeNews({ output: push })
  if (isPush(push, 'workflow_status') && isOurs(push.workflow)) runChanged(push, cache)
  if (isPush(push, 'test_call_received') && isOurs(push.workflow)) {
    state.takeTestCall(push.node_id, push.run)
    readRun(push.run).catch(() => undefined) // what is told of it comes as well
  }
  if (isPush(push, 'workflow_saved')) {
    followSave(push).catch(() => undefined) // the next save, or opening it again, brings it
  }
  if (isPush(push, 'connection_status') || push.type.endsWith('_oauth_complete')) {
    void cache.invalidateQueries({ queryKey: keys.allAccounts })
    void cache.invalidateQueries({ queryKey: keys.allOptions })
  }
  if (isPush(push, 'approval_requested') || isPush(push, 'approval_answered')) {
    void cache.invalidateQueries({ queryKey: keys.allApprovals })
  }
  if (isPush(push, 'approval_requested')) asked(push)
  if (push.type.endsWith('_oauth_complete')) {
    connected(push as OauthComplete, push.type.slice(0, -'_oauth_complete'.length))
  }
  if (!isReplaying()) state.write({ direction: 'in', type: push.type, payload: push, ...linesOfPush(push) })
}

function answered(pong: Pong, cache: QueryClient) {
  noteNewest(pong.position)
  if (!pong.may_have_missed) return
  refresh(cache)
  void cache.invalidateQueries({ queryKey: keys.allOptions })
}

export function useLiveEvents() {
  const cache = useQueryClient()
  useEffect(() => {
    const leave = socket.listen({
      onState: (state) => {
        useEditor.getState().setLink(state)
        if (state === 'open') refresh(cache)
      },
      onPush: (push) => receive(push, cache),
      onReply: (reply) => {
        applyWaiting()
        if (reply.type === 'ping_result') answered(reply as unknown as Pong, cache)
        if (QUIET.has(reply.type) || reply.type.endsWith('_oauth_status_result')) return
        useEditor.getState().write({ direction: 'in', type: reply.type, payload: reply, ...linesOfReply(reply) })
      },
    })
    socket.start()
    return () => {
      leave()
      socket.stop()
    }
  }, [cache])
}
