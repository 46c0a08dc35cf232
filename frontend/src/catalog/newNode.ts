/** A fresh node of a type, for the account of whom the workflow runs for. */
import type { NodeType } from '@/api/types'
import type { GraphNode, Point } from '@/lib/graph/types'
import { newId } from '@/lib/id'

export function newNode(type: NodeType, position: Point): GraphNode {
  return {
    id: newId('n'),
    type: type.type,
    name: type.label,
    position,
    parameters: {},
    account_mode: null,
    customer_id: null,
    connection: null,
    disabled: false,
  }
}
