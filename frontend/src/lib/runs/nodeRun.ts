/** What happened at one node, or at one item of it within a loop: how news changes it. */
import { contentOf, type Content } from '@/lib/output/content'
import { isFinal } from '@/lib/states'
import type { ExecuteNodeResult, NodeOutput, NodeStatus, SocketError, StepState, Usage } from '@/socket/messages'
import type { Items } from './items'

export interface NodeRun {
  state: StepState
  /** Unknown between pressing Run and the first news of the server. */
  run: string | null
  /** Id of the step; unknown as long as the run is. */
  step: string | null
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
  /** Of a node within loops: each item by itself. */
  items: Items | null
}

export type RunEnd = Omit<ExecuteNodeResult, 'step' | 'node_id' | 'run'> & { run?: string }
export type Output = Omit<NodeOutput, 'step' | 'attempt' | 'path'> & { path?: readonly number[] }

export const BLANK: NodeRun = {
  state: 'queued',
  run: null,
  step: null,
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
  items: null,
}

/** The number of the last event comes again with a word to it, such as what the step waits for. */
function isNews(known: NodeRun, { number, state, message }: NodeStatus): boolean {
  if (isFinal(known.state)) return false
  return number > known.number || (number === known.number && state === known.state && Boolean(message))
}

/** What an event continues: the known run, a new one, or nothing because it is old news of another. */
export function continued(known: NodeRun | undefined, { run, at }: NodeStatus): NodeRun | null {
  const time = Date.parse(at)
  const fresh = { ...BLANK, run, startedAt: time }
  if (!known) return fresh
  if (known.run === run) return known
  if (known.run === null) return run === known.previous ? null : known
  return time >= known.at ? fresh : null
}

/** The run after an event of its own; null where that is no news. */
export function afterStatus(known: NodeRun | undefined, status: NodeStatus): NodeRun | null {
  const base = continued(known, status)
  if (!base || (known?.run === status.run && !isNews(known, status))) return null
  const at = Date.parse(status.at)
  const { run, step, state, number } = status
  return {
    ...base,
    run,
    step,
    state,
    number,
    at,
    message: status.message ?? null,
    finishedAt: isFinal(state) ? at : null,
    executionTime: status.execution_time ?? base.executionTime,
  }
}

export function afterOutput(known: NodeRun | undefined, { run, output, ...sent }: Output): NodeRun | null {
  const content = contentOf(output, sent)
  if (!known || known.run !== run || (content.leftOut && known.output)) return null
  return { ...known, output: content }
}

/** An answer that holds none, as after a failure, leaves what was pushed. */
const hasContent = ({ result, size, withheld }: RunEnd) => result !== undefined || Boolean(size) || Boolean(withheld)

/** The run after the answer to whoever started it; null where that answers another. */
export function afterEnd(known: NodeRun, end: RunEnd, now: number): NodeRun | null {
  if (end.run && end.run === known.previous) return null
  if (end.run && known.run && end.run !== known.run) return null
  return {
    ...known,
    state: end.state,
    run: end.run ?? known.run,
    finishedAt: now,
    executionTime: end.execution_time,
    usage: end.usage ?? null,
    output: hasContent(end) ? contentOf(end.result, end) : known.output,
    error: end.error ?? null,
  }
}
