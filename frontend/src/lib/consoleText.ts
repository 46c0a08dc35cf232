/** One line of the console for a message of the socket. */
import { CONNECTION_WORDS, STATE_WORDS } from './states'
import { formatMoney } from './format/money'
import { formatDuration } from './format/duration'
import { isPush, type Push, type Reply, type StepState } from '@/socket/messages'

export type Level = 'info' | 'success' | 'warning' | 'error'

export interface Line {
  text: string
  level: Level
  nodeId: string | null
}

const LEVELS: Partial<Record<StepState, Level>> = { succeeded: 'success', failed: 'error', outcome_unknown: 'warning' }

export function linesOfPush(push: Push): Line {
  if (isPush(push, 'node_status')) {
    const text = [STATE_WORDS[push.state], push.message].filter(Boolean).join(' — ')
    return { text, level: LEVELS[push.state] ?? 'info', nodeId: push.node_id }
  }
  if (isPush(push, 'node_output')) return { text: 'Output received', level: 'info', nodeId: push.node_id }
  if (isPush(push, 'workflow_status')) return { text: `Run is ${push.state}`, level: 'info', nodeId: null }
  if (isPush(push, 'usage_recorded')) {
    const { operation, price, currency } = push.usage
    return { text: `Metered ${operation} at ${formatMoney(price, currency)}`, level: 'info', nodeId: null }
  }
  if (isPush(push, 'connection_status')) {
    const level = push.status === 'active' ? 'success' : 'warning'
    return { text: `Connection at ${push.provider}: ${CONNECTION_WORDS[push.status]}`, level, nodeId: null }
  }
  if (isPush(push, 'workflow_saved')) {
    return { text: `${push.by} saved revision ${push.revision}`, level: 'info', nodeId: null }
  }
  if (isPush(push, 'test_call_received')) return { text: 'The test call has come', level: 'success', nodeId: push.node_id }
  if (isPush(push, 'oauth_app_unhealthy')) {
    return { text: `The OAuth app ${push.name} is refused: ${push.reason}`, level: 'error', nodeId: null }
  }
  if ('success' in push) {
    return push.success
      ? { text: `Connected ${push.email || 'an account'}`, level: 'success', nodeId: null }
      : { text: push.error?.detail ?? 'Connecting failed', level: 'error', nodeId: null }
  }
  return { text: 'Message', level: 'info', nodeId: null }
}

export function linesOfReply(reply: Reply): Line {
  const nodeId = typeof reply.node_id === 'string' ? reply.node_id : null
  if (!reply.success) return { text: reply.error?.detail ?? 'Refused', level: 'error', nodeId }
  if (reply.type === 'execute_node_result') {
    const state = reply.state as StepState
    const took = typeof reply.execution_time === 'number' ? ` in ${formatDuration(reply.execution_time)}` : ''
    return { text: `${STATE_WORDS[state]}${took}`, level: LEVELS[state] ?? 'info', nodeId }
  }
  if (reply.type === 'save_workflow_result') return { text: `Saved as revision ${String(reply.revision)}`, level: 'info', nodeId }
  return { text: 'OK', level: 'info', nodeId }
}
