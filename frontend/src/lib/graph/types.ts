/** The graph as it is stored, and the few words the editor adds to it. */
import type { GraphEdge, GraphNode, Viewport } from '@/socket/messages'

export type { AccountMode, GraphEdge, GraphNode } from '@/socket/messages'

// An alias and not an interface, so that it can be sent where any object may be.
export type Graph = {
  nodes: GraphNode[]
  edges: GraphEdge[]
  viewport: Viewport
}

export interface Point {
  x: number
  y: number
}

export const NODE_WIDTH = 216
export const NODE_HEIGHT = 60
export const GRID = 8
