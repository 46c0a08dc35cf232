/** A node type dragged from the palette becomes a node where it is dropped. */
import { useReactFlow } from '@xyflow/react'
import { useCallback, type DragEvent } from 'react'
import { useCatalog } from '@/catalog/CatalogContext'
import { useAddNode } from '@/catalog/useAddNode'
import { NODE_HEIGHT, NODE_WIDTH } from '@/lib/graph/types'

export const DRAGGED_TYPE = 'application/x-machina-node'

export function useDropping() {
  const { screenToFlowPosition } = useReactFlow()
  const catalog = useCatalog()
  const add = useAddNode()

  const onDragOver = useCallback((event: DragEvent) => {
    if (!event.dataTransfer.types.includes(DRAGGED_TYPE)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
  }, [])

  const onDrop = useCallback(
    (event: DragEvent) => {
      const type = catalog.byType.get(event.dataTransfer.getData(DRAGGED_TYPE))
      if (!type) return
      event.preventDefault()
      const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY })
      add(type, { position: { x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 } })
    },
    [add, catalog, screenToFlowPosition],
  )

  return { onDragOver, onDrop }
}
