/** Adding a node, free or joined to what it follows; the new node is selected. */
import { useCallback } from 'react'
import type { NodeType } from '@/api/types'
import { addNode } from '@/lib/graph/edits'
import { join, splitEdge } from '@/lib/graph/joining'
import { freePosition, positionAfter } from '@/lib/graph/placement'
import { portsOf, TOOL, TOOLS } from '@/lib/graph/ports'
import type { Graph, Point } from '@/lib/graph/types'
import type { PickerTarget } from '@/store/layoutSlice'
import { useEditor } from '@/store/store'
import { useCatalog } from './CatalogContext'
import { newNode } from './newNode'

export type Place = Omit<PickerTarget, 'screen'>

function edgeMiddle(graph: Graph, edgeId: string): Point | null {
  const edge = graph.edges.find((each) => each.id === edgeId)
  const source = graph.nodes.find((node) => node.id === edge?.source)
  const target = graph.nodes.find((node) => node.id === edge?.target)
  if (!source || !target) return null
  return { x: (source.position.x + target.position.x) / 2, y: (source.position.y + target.position.y) / 2 + 8 }
}

function positionFor(graph: Graph, place: Place): Point {
  if (place.position) return freePosition(graph, place.position)
  if (place.after) return positionAfter(graph, place.after.node)
  const middle = place.edge ? edgeMiddle(graph, place.edge) : null
  return freePosition(graph, middle ?? { x: 0, y: 0 })
}

export function useAddNode() {
  const { byType } = useCatalog()
  return useCallback(
    (type: NodeType, place: Place) => {
      const { edit, history } = useEditor.getState()
      const node = newNode(type, positionFor(history.present, place))
      const { inputs, outputs } = portsOf(node, type)
      const input = place.after?.handle === TOOL ? TOOLS : inputs[0]?.name
      const output = place.before?.handle === TOOLS ? TOOL : outputs[0]?.name
      edit(
        (graph) => {
          const added = addNode(graph, node)
          if (place.edge) return splitEdge(added, place.edge, node.id, byType)
          if (place.after && input) {
            const { node: source, handle } = place.after
            return join(added, { source, source_handle: handle, target: node.id, target_handle: input }, byType)
          }
          if (place.before && output) {
            const { node: target, handle } = place.before
            return join(added, { source: node.id, source_handle: output, target, target_handle: handle }, byType)
          }
          return added
        },
        { select: [node.id] },
      )
      return node.id
    },
    [byType],
  )
}
