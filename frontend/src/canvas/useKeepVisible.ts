/** When the panel or the dock takes room, the canvas moves so that the selected node stays in view. */
import { useReactFlow } from '@xyflow/react'
import { useEffect } from 'react'
import { NODE_HEIGHT, NODE_WIDTH } from '@/lib/graph/types'
import { useSelectedNode } from '@/store/selection'

const MARGIN = 40
const ABOVE = 64

/** How far a stretch from `start` to `end` has to move to lie within `low` and `high`. */
export function shiftInto(start: number, end: number, low: number, high: number): number {
  if (end > high) return Math.max(high - end, low - start)
  return start < low ? low - start : 0
}

export function useKeepVisible() {
  const flow = useReactFlow()
  const id = useSelectedNode()?.id

  useEffect(() => {
    const canvas = document.getElementById('canvas')
    if (!id || !canvas) return
    const show = () => {
      const node = flow.getNode(id)
      if (!node || node.dragging) return
      const { x, y, zoom } = flow.getViewport()
      const { clientWidth, clientHeight } = canvas
      const left = node.position.x * zoom + x
      const top = node.position.y * zoom + y
      const dx = shiftInto(left, left + NODE_WIDTH * zoom, MARGIN, clientWidth - MARGIN)
      const dy = shiftInto(top, top + NODE_HEIGHT * zoom, ABOVE, clientHeight - ABOVE)
      if (dx || dy) void flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: 180 })
    }
    const observer = new ResizeObserver(show)
    observer.observe(canvas)
    return () => observer.disconnect()
  }, [id, flow])
}
