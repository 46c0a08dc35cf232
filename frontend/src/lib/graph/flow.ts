/** The graph as React Flow shows it. What did not change keeps its object, so that memoised nodes do not redraw. */
import type { Edge, Node } from '@xyflow/react'
import { NODE_HEIGHT, NODE_WIDTH, type Graph, type GraphNode, type Note, type Point } from './types'

export type FlowNode = Node<{ node: GraphNode }, 'step'>
export type FlowNote = Node<{ note: Note }, 'note'>
export type FlowEdge = Edge<Record<string, never>, 'link'>

function samePoint(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y
}

export function toFlowNodes(previous: readonly FlowNode[], graph: Graph): FlowNode[] {
  const known = new Map(previous.map((node) => [node.id, node]))
  return graph.nodes.map((node) => {
    const old = known.get(node.id)
    if (old && old.data.node === node && samePoint(old.position, node.position)) return old
    if (old) return { ...old, position: node.position, data: { node } }
    return {
      id: node.id,
      type: 'step',
      position: node.position,
      data: { node },
      initialWidth: NODE_WIDTH,
      initialHeight: NODE_HEIGHT,
    }
  })
}

/** Notes lie behind the nodes. */
export function toFlowNotes(previous: readonly FlowNote[], graph: Graph): FlowNote[] {
  const known = new Map(previous.map((note) => [note.id, note]))
  return (graph.notes ?? []).map((note) => {
    const old = known.get(note.id)
    if (old && old.data.note === note && samePoint(old.position, note.position)) return old
    const size = { width: note.width, height: note.height }
    return { ...old, ...size, id: note.id, type: 'note' as const, position: note.position, data: { note }, zIndex: -1, measured: undefined }
  })
}

export function toFlowEdges(previous: readonly FlowEdge[], graph: Graph): FlowEdge[] {
  const known = new Map(previous.map((edge) => [edge.id, edge]))
  return graph.edges.map(
    (edge) => {
      const old = known.get(edge.id)
      const isSame = old?.sourceHandle === edge.source_handle && old.targetHandle === edge.target_handle
      if (old && isSame && old.source === edge.source && old.target === edge.target) return old
      return {
        id: edge.id,
        type: 'link',
        source: edge.source,
        target: edge.target,
        sourceHandle: edge.source_handle,
        targetHandle: edge.target_handle,
        selected: old?.selected,
      }
    },
  )
}

export function withSelection<T extends { id: string; selected?: boolean }>(items: T[], ids: ReadonlySet<string>): T[] {
  return items.map((item) => {
    const selected = ids.has(item.id)
    return (item.selected ?? false) === selected ? item : { ...item, selected }
  })
}
