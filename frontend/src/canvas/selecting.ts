/** What a press on the canvas does to selections, beyond what React Flow does by itself. */
import type { MouseEvent } from 'react'
import type { FlowNode, FlowNote } from '@/lib/graph/flow'
import { useFlow } from '@/store/flowStore'

/** A click on one of several selected nodes selects that one; React Flow would keep them all. */
export function selectOnly(event: MouseEvent, node: FlowNode | FlowNote): void {
  if (event.shiftKey || event.metaKey || event.ctrlKey) return
  const { nodes, select } = useFlow.getState()
  if (nodes.filter((each) => each.selected).length > 1) select([node.id])
}

/** Text that was selected elsewhere would otherwise be what Copy takes, though the person works with nodes by now. */
export function dropTextSelection(): void {
  const selection = window.getSelection()
  if (selection && !selection.isCollapsed) selection.removeAllRanges()
}
