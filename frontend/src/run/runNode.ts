/** Running one node: what is sent, and what happens with the answer. */
import { asProblem, type ProblemError } from '@/api/problem'
import type { NodeType } from '@/api/types'
import type { GraphNode } from '@/lib/graph/types'
import { fieldsOf } from '@/lib/schema/fields'
import { prune } from '@/lib/schema/prune'
import type { ExecuteNode, ExecuteNodeResult, SocketError } from '@/socket/messages'
import { socket } from '@/socket/socket'
import { useEditor } from '@/store/store'
import { accountOfNode } from './accountOfNode'

const LONGEST_MS = 15 * 60_000

export function requestFor(node: GraphNode, type: NodeType, workflow: string | null, customer: string | null): ExecuteNode {
  return {
    node_id: node.id,
    node_type: node.type,
    parameters: prune(fieldsOf(type.input_schema, type.ui_schema), node.parameters),
    account_mode: node.account_mode ?? (customer === null ? 'owner' : 'customer'),
    ...(workflow ? { workflow } : {}),
    ...(node.connection ? { connection: node.connection } : {}),
    ...(customer ? { customer_id: customer } : {}),
  }
}

function toSocketError(problem: ProblemError): SocketError {
  const { code, message, errors, retryAfter, connectUrl } = problem
  return { code, detail: message, errors, retry_after: retryAfter, connect_url: connectUrl }
}

/** The request went out but the connection broke: the truth comes with the events after reconnecting. */
function isStillOpen(nodeId: string, problem: ProblemError): boolean {
  return problem.code === 'offline' && Boolean(useEditor.getState().runs[nodeId]?.run)
}

/** A node that failed is refused with an error, but the answer still says how it ended. */
function failureOf(problem: ProblemError, started: number): Omit<ExecuteNodeResult, 'run' | 'step' | 'node_id'> & { run?: string } {
  const answer = (problem.answer ?? {}) as Partial<ExecuteNodeResult>
  return {
    state: answer.state ?? (problem.code === 'outcome_unknown' ? 'outcome_unknown' : 'failed'),
    run: answer.run,
    usage: answer.usage,
    execution_time: answer.execution_time ?? Date.now() - started,
    error: answer.state === 'cancelled' ? null : toSocketError(problem),
  }
}

export async function runNode(node: GraphNode, type: NodeType): Promise<void> {
  const { workflow, subject, startRun, finishRun } = useEditor.getState()
  const account = accountOfNode(node, subject)
  const customer = account.mode === 'customer' ? account.key : null
  startRun(node.id)
  const started = Date.now()
  try {
    const request = requestFor(node, type, workflow?.id ?? null, customer)
    finishRun(node.id, await socket.request('execute_node', request, LONGEST_MS))
  } catch (error) {
    const problem = asProblem(error)
    if (isStillOpen(node.id, problem)) return
    finishRun(node.id, failureOf(problem, started))
  }
}

export async function cancelRun(nodeId: string): Promise<void> {
  const { runs, notify } = useEditor.getState()
  const run = runs[nodeId]?.run
  if (!run) return
  try {
    await socket.request('cancel_execution', { run })
  } catch (error) {
    notify({ tone: 'error', text: `The run was not cancelled: ${asProblem(error).message}` })
  }
}
