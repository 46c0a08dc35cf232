/** Small graphs for tests: only what a test is about has to be said. */
import type { Graph, GraphEdge, GraphNode } from '@/lib/graph/types'

export function makeNode(id: string, change: Partial<GraphNode> = {}): GraphNode {
  return {
    id,
    key: id,
    type: 'post.send_letter',
    name: id,
    position: { x: 0, y: 0 },
    parameters: {},
    account_mode: 'owner',
    customer_id: null,
    connection: null,
    disabled: false,
    ...change,
  }
}

export function makeEdge(id: string, source: string, target: string): GraphEdge {
  return { id, source, source_handle: 'main', target, target_handle: 'main' }
}

export function makeGraph(nodes: GraphNode[], edges: GraphEdge[] = []): Graph {
  return { nodes, edges, viewport: { x: 0, y: 0, zoom: 1 } }
}
