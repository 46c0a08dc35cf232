/** Drawing edges: what may be joined, and the picker of nodes where an edge is dropped on free space. */
import { useReactFlow, type Connection, type Edge, type FinalConnectionState } from '@xyflow/react'
import { useCallback } from 'react'
import { useCatalog } from '@/catalog/CatalogContext'
import type { EdgeEnds } from '@/lib/graph/edits'
import { canJoin, join } from '@/lib/graph/joining'
import { TOOL, TOOLS } from '@/lib/graph/ports'
import { NODE_HEIGHT, NODE_WIDTH, type Point } from '@/lib/graph/types'
import { useEditor } from '@/store/store'

function endsOf({ source, sourceHandle, target, targetHandle }: Connection | Edge): EdgeEnds {
  return { source, source_handle: sourceHandle ?? 'main', target, target_handle: targetHandle ?? 'main' }
}

function pointerOf(event: MouseEvent | TouchEvent) {
  const at = 'clientX' in event ? event : event.changedTouches[0]
  return { x: at?.clientX ?? 0, y: at?.clientY ?? 0 }
}

/** Where the new node lies so that its handle is where the edge was dropped; those for tools are above and below. */
function positionAt({ x, y }: Point, handle: string, forward: boolean): Point {
  if (handle === TOOLS) return { x: x - NODE_WIDTH / 2, y }
  if (handle === TOOL) return { x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT }
  return { x: forward ? x : x - NODE_WIDTH, y: y - NODE_HEIGHT / 2 }
}

export function useConnecting() {
  const { screenToFlowPosition } = useReactFlow()
  const { byType } = useCatalog()

  const isValidConnection = useCallback(
    (connection: Connection | Edge) => canJoin(useEditor.getState().history.present, endsOf(connection), byType),
    [byType],
  )

  const onConnect = useCallback(
    (connection: Connection) => useEditor.getState().edit((graph) => join(graph, endsOf(connection), byType)),
    [byType],
  )

  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, { fromNode, fromHandle, toNode }: FinalConnectionState) => {
      if (toNode || !fromNode || !fromHandle) return
      const screen = pointerOf(event)
      const place = screenToFlowPosition(screen)
      const end = { node: fromNode.id, handle: fromHandle.id ?? 'main' }
      const forward = fromHandle.type === 'source'
      const position = positionAt(place, end.handle, forward)
      useEditor.getState().setPicker({ screen, position, ...(forward ? { after: end } : { before: end }) })
    },
    [screenToFlowPosition],
  )

  return { isValidConnection, onConnect, onConnectEnd }
}
