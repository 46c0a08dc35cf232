import { MiniMap, useReactFlow } from '@xyflow/react'
import type { FlowNode, FlowNote } from '@/lib/graph/flow'
import { STATE_TONES } from '@/lib/states'
import { useEditor } from '@/store/store'

function colorOf(node: FlowNode | FlowNote): string {
  if (node.type === 'note') return 'var(--warning-soft)'
  const run = useEditor.getState().runs[node.id]
  return run ? `var(--${STATE_TONES[run.state]})` : 'var(--control)'
}

/** Shown once there is more than fits at a glance. */
export function CanvasMinimap() {
  const many = useEditor((state) => state.history.present.nodes.length > 8)
  const { setCenter, getZoom } = useReactFlow()
  if (!many) return null
  return (
    <MiniMap<FlowNode | FlowNote>
      position="bottom-right"
      pannable
      zoomable
      ariaLabel="Overview of the workflow"
      nodeColor={colorOf}
      nodeBorderRadius={10}
      nodeStrokeWidth={0}
      onClick={(_, position) => void setCenter(position.x, position.y, { zoom: getZoom(), duration: 250 })}
      style={{ width: 152, height: 96 }}
    />
  )
}
