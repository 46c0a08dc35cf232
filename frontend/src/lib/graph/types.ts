/** The graph as it is stored, and the few words the editor adds to it. */
export type { Graph, GraphEdge, GraphNode, AccountMode } from '@/socket/messages'

export interface Point {
  x: number
  y: number
}

export const NODE_WIDTH = 216
export const NODE_HEIGHT = 60
export const GRID = 8
