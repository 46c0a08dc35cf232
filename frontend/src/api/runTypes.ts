/** Runs, versions and deployments as REST tells them. */
import type { Graph } from '@/lib/graph/types'
import type { Parameters } from '@/lib/schema/types'
import type { RunState, SocketError, StepState, Usage } from '@/socket/messages'

/** One step of a run as the server keeps it. */
export interface StoredStep {
  id?: string
  /** Id of the node. */
  node: string
  key?: string
  type?: string
  name?: string
  path?: number[]
  state: StepState
  /** What it waits for. */
  reason?: string | null
  attempt?: number
  output?: unknown
  /** Of a large output, where it is. */
  content?: { payload: string; size: number; preview: string } | null
  error?: SocketError | null
  warnings?: string[]
  withheld?: string | null
  usage?: Usage | null
  execution_time?: number | null
  created_at?: string
  started_at?: string | null
  finished_at?: string | null
}

export interface RunUsage {
  cost?: string | null
  price: string | null
  currency: string | null
}

/** A run of a workflow, or of one node in it, without its steps. */
export interface RunSummary {
  id: string
  kind?: string
  workflow: string | null
  version: number | null
  deployment: string | null
  revision: number | null
  customer: string | null
  state: RunState
  /** Why it ended as it did, or what it waits for. */
  reason: string | null
  source: string
  started_by?: string
  usage: RunUsage | null
  /** Milliseconds. */
  duration?: number | null
  created_at: string
  started_at: string | null
  finished_at: string | null
}

export interface RunDetail extends RunSummary {
  input: unknown
  output: unknown
  steps: StoredStep[]
  /** Where the steps are that are not here. */
  next_steps?: string | null
  /** The drawing it ran, where the server tells it. */
  graph?: Graph | null
}

/** What a run does only once a person has said yes. */
export interface Approval {
  id: string
  run: string | null
  /** Id of the step that waits, as an agent's. */
  step: string | null
  /** Id of the node that would be run, as the one that is lent to the agent. */
  node_id: string
  /** Key of the operation that would be called. */
  operation: string
  /** Key; null for the owner. */
  customer: string | null
  /** What will be done, in plain words. */
  summary: string
  /** The arguments of the call; null where they are too large, or not for these eyes. */
  parameters: Parameters | null
  /** Why there is nothing to see. */
  withheld: string | null
  requested_at: string
  /** Nobody can answer later. */
  expires_at: string
  state: 'open' | 'approved' | 'refused' | 'expired'
}

export interface VersionSummary {
  id: string
  version: number
  revision: number
  note: string
  published_by: string
  /** How many run on it. */
  deployments: number
  created_at: string
}

export interface VersionDetail extends VersionSummary {
  graph: Graph
  problems: { node: string; field: string; message: string }[]
}

/** What starts the runs of a deployment. */
export interface DeployedTrigger {
  node: string
  type: string
  state: string
  url?: string
  /** In the answer that made it, and in no other. */
  secret?: string
  next_run_at?: string
  last_event_at?: string
  error?: string
  /** What may have been missed. */
  gap?: string
}

export interface Deployment {
  id: string
  workflow: string
  version: number
  customer: string | null
  variables: Record<string, unknown>
  is_active: boolean
  health: { state: string; causes: { code: string; message: string; nodes?: string[]; connect_url?: string }[] }
  triggers: DeployedTrigger[]
}
