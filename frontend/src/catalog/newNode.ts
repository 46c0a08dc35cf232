/** A fresh node of a type, for the account that the top bar names. */
import type { NodeType } from '@/api/types'
import type { GraphNode, Point } from '@/lib/graph/types'
import { newId } from '@/lib/id'
import type { Subject } from '@/store/subjectSlice'

export function newNode(type: NodeType, position: Point, subject: Subject): GraphNode {
  return {
    id: newId('n'),
    type: type.type,
    name: type.label,
    position,
    parameters: {},
    account_mode: subject.mode,
    customer_id: null,
    connection: null,
    disabled: false,
  }
}
