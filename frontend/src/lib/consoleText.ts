/** One line of the console for a message of the socket. */
import { CONNECTION_WORDS, STATE_WORDS } from './states'
import { formatMoney } from './format/money'
import { formatDuration } from './format/duration'
import { isPush, type AgentEvent, type ApprovalAnswered, type Push, type Reply, type StepState } from '@/socket/messages'

export type Level = 'info' | 'success' | 'warning' | 'error'

export interface Line {
  text: string
  level: Level
  nodeId: string | null
}

const LEVELS: Partial<Record<StepState, Level>> = { succeeded: 'success', failed: 'error', outcome_unknown: 'warning' }

const ANSWERS: Record<ApprovalAnswered['state'], Omit<Line, 'nodeId'>> = {
  approved: { text: 'A person has approved it', level: 'success' },
  refused: { text: 'A person has refused it', level: 'warning' },
  expired: { text: 'Nobody has answered in time', level: 'warning' },
}

function lineOfAgent({ kind, text, tool, state, error, withheld, node_id }: AgentEvent): Line {
  if (kind === 'text') return { text: text ?? withheld ?? 'Writes', level: 'info', nodeId: node_id }
  const name = tool ?? 'a tool'
  if (kind === 'tool_call') return { text: `Calls ${name}`, level: 'info', nodeId: node_id }
  if (state === 'succeeded') return { text: `${name} has answered`, level: 'success', nodeId: node_id }
  return { text: `${name} has failed${error ? `: ${error.detail}` : ''}`, level: 'error', nodeId: node_id }
}

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
  if (isPush(push, 'approval_requested')) {
    return { text: `Asks a person: ${push.summary || push.operation}`, level: 'warning', nodeId: push.node_id || null }
  }
  if (isPush(push, 'approval_answered')) return { ...ANSWERS[push.state], nodeId: push.node_id || null }
  if (isPush(push, 'agent_event')) return lineOfAgent(push)
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
