/** The middle of what the canvas shows, where a node lands that has no place of its own. */
import type { ReactFlowInstance } from '@xyflow/react'
import { NODE_HEIGHT, NODE_WIDTH, type Point } from '@/lib/graph/types'

export function viewCenter(flow: Pick<ReactFlowInstance, 'screenToFlowPosition'>): Point {
  const box = document.getElementById('canvas')?.getBoundingClientRect()
  if (!box) return { x: 0, y: 0 }
  const middle = flow.screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 })
  return { x: middle.x - NODE_WIDTH / 2, y: middle.y - NODE_HEIGHT / 2 }
}
