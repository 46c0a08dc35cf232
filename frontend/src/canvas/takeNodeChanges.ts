/** Changes that React Flow reports: drawn at once, and kept as a step of undo when positions come to rest. */
import type { NodeChange } from '@xyflow/react'
import { moveNodes } from '@/lib/graph/edits'
import type { FlowNode } from '@/lib/graph/flow'
import type { Point } from '@/lib/graph/types'
import { useFlow } from '@/store/flowStore'
import { useEditor } from '@/store/store'

/** The end of a drag, or a step of an arrow key. */
export function restingPositions(changes: readonly NodeChange<FlowNode>[]): Map<string, Point> {
  const positions = new Map<string, Point>()
  for (const change of changes) {
    if (change.type === 'position' && change.position && change.dragging === false) {
      positions.set(change.id, change.position)
    }
  }
  return positions
}

export function takeNodeChanges(changes: NodeChange<FlowNode>[]): void {
  useFlow.getState().changeNodes(changes)
  const positions = restingPositions(changes)
  if (positions.size > 0) useEditor.getState().edit((graph) => moveNodes(graph, positions), { tag: 'move' })
}
