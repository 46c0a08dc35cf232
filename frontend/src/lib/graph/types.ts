/** The graph as it is stored (version 1 of the document), and the few words the editor adds to it. */
import type { AccountMode, GraphEdge, GraphNode as SentNode, Viewport } from '@/socket/messages'

export type { AccountMode, GraphEdge } from '@/socket/messages'

export type OnError = 'stop' | 'continue' | 'branch'

/** How a node behaves beside its parameters; times in milliseconds. What is left out takes the server's default. */
export interface NodeSettings {
  timeout?: number | null
  retries?: number | null
  retry_wait?: number | null
  on_error?: OnError
}

export type GraphNode = Omit<SentNode, 'key' | 'settings' | 'pinned' | 'account_mode'> & {
  /** Null acts on the account of whom the run is for. */
  account_mode: AccountMode | null
  /** What expressions call it. */
  key?: string | null
  settings?: NodeSettings
  pinned?: unknown
}

/** A text on the canvas. */
export interface Note {
  id: string
  text: string
  position: Point
  width?: number
  height?: number
  color?: string
}

export type VariableType = 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array'

/** What each deployment fills in by itself. */
export interface Variable {
  name: string
  type: VariableType
  required?: boolean
  default?: unknown
  description?: string
}

// An alias and not an interface, so that it can be sent where any object may be.
export type Graph = {
  version?: number
  nodes: GraphNode[]
  edges: GraphEdge[]
  viewport: Viewport
  notes?: Note[]
  variables?: Variable[]
}

export interface Point {
  x: number
  y: number
}

export const NODE_WIDTH = 216
export const NODE_HEIGHT = 60
export const GRID = 8
/** The one input or output of a node that names none. */
export const MAIN = 'main'
