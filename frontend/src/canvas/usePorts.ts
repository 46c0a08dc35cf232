/** The inputs and outputs of a node as they are drawn: the same object until they change. */
import { useMemo } from 'react'
import type { NodeType } from '@/api/types'
import { arrivingAt, hasOpenInputs, portsOf, type Ports } from '@/lib/graph/ports'
import type { GraphNode } from '@/lib/graph/types'
import { useEditor } from '@/store/store'

export function usePorts(node: GraphNode, type: NodeType | undefined): Ports {
  const isOpen = hasOpenInputs(type)
  const arriving = useEditor((state) => (isOpen ? arrivingAt(state.history.present, node.id).join('\n') : ''))
  return useMemo(() => portsOf(node, type, arriving ? arriving.split('\n') : []), [node, type, arriving])
}
