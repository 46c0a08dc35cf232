/** Resources of the REST API as the editor uses them. */
import type { Graph } from '@/lib/graph/types'
import type { ConnectionStatus, StepState } from '@/socket/messages'
import type { Schema, UiSchema } from '@/lib/schema/types'

export type * from './runTypes'

export type Effect = 'read' | 'idempotent_write' | 'write' | 'destructive'

export interface Port {
  name: string
  type: string
  label?: string
}

export interface Price {
  key: string
  cost: string
  price: string
  currency: string
  unit: string
}

export interface NodeType {
  type: string
  kind: 'operation' | 'trigger' | 'control'
  service: string
  service_name: string
  provider: string
  label: string
  description: string
  icon_url: string
  /** Where the glyph of this operation is drawn, for the `href` of a `<use>`; empty where it has none. */
  glyph_url?: string
  color: string
  group: string[]
  inputs: Port[]
  outputs: Port[]
  /** The list among its parameters whose entries name further outputs, before those above. */
  outputs_from?: string | null
  /** Whether each edge to it is an input of its own, under a name of its own. */
  open_inputs?: boolean
  input_schema: Schema
  ui_schema: UiSchema
  output_schema: Schema
  effect: Effect | null
  scopes: string[]
  /** Whether it acts on a connected account: always, where one is connected, or never. */
  account: 'required' | 'optional' | 'none'
  /** Whose: an account at its provider, or at any; then the input `provider` asks for the default account there. */
  accounts?: 'own' | 'any'
  price: Price | null
  documentation_url: string
  /** An input that is valid as a whole. */
  example: Record<string, unknown>
  sample: unknown
}

export type CredentialKind = 'oauth2' | 'api_key' | 'basic' | 'none'

/** One value that a person fills in for a credential; the whole value matches `pattern`. */
export interface CredentialField {
  name: string
  label: string
  help: string
  example: string
  pattern: string
  secret: boolean
  required: boolean
}

/** Who signs accounts in. `fields` is what a person fills in, `base_url` the address beside them where one is asked for. */
export interface ProviderFacts {
  key: string
  name: string
  icon_url: string
  credential: CredentialKind
  fields: CredentialField[]
  base_url: { label: string; help: string; example: string } | null
  services: string[]
  is_configured: boolean
}

export interface Service {
  key: string
  name: string
  provider: string
  color: string
  icon_url: string
  documentation_url: string
  operations: string[]
  triggers: string[]
  grade: string | null
  /** Plain words for each scope, where the service says them. */
  scopes?: Record<string, string>
}

export interface Customer {
  key: string
  name: string
  email: string
  domain: string
  is_active: boolean
}

export interface WorkflowSummary {
  id: string
  name: string
  revision: number
  created_at: string
  updated_at: string
}

export interface Workflow extends WorkflowSummary {
  graph: Graph
}

export interface Connection {
  id: string
  customer: string | null
  provider: string
  services: string[]
  email: string | null
  name: string | null
  label: string | null
  base_url: string
  status: ConnectionStatus
  status_reason: string | null
  scopes: string[]
  expires_at: string | null
  last_used_at: string | null
  connected_at: string | null
  is_default: boolean
}

export type Verification = 'email_code' | 'expected_account' | 'operator'

export interface ConnectLink {
  id: string
  url: string
  expires_at: string
  state: string
}

export interface Option {
  value: string
  label: string
  /** A second line about it. */
  detail?: string
}

/** A call of the call log that was refused: who asked for what, and why not. */
export interface RefusedCall {
  id: string
  operation: string
  customer: string | null
  actor: string | null
  source: string
  error: { code: string; detail: string } | null
  created_at: string
}

/** A call of the call log. */
export interface LoggedCall extends RefusedCall {
  state: StepState
  refused: boolean
  request_count: number
  execution_time: number
}

/** One request of a call to the vendor, or one kind of part of the batch before it. */
export interface VendorRequest {
  method: string
  host: string
  path: string
  status: number | null
  problem: string
  duration: number | null
  attempt: number | null
  sent: number | null
  count: number
  in_batch: boolean
}
