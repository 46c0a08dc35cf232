/** Whose account a node uses: the owner's, its own customer's, or that of whom the run is for, as chosen at the top. */
import type { GraphNode } from '@/lib/graph/types'
import type { Subject } from '@/store/subjectSlice'

export type NodeAccount =
  | { mode: 'owner' }
  | { mode: 'customer'; key: string; name: string | null }
  | { mode: 'customer'; key: null }

/** `key` is null while neither the node nor the top names a customer. */
export function accountOfNode(node: GraphNode, subject: Subject): NodeAccount {
  if (node.account_mode === 'owner' || (node.account_mode === null && subject.mode === 'owner')) return { mode: 'owner' }
  const top = subject.mode === 'customer' ? subject : null
  const key = node.customer_id || top?.key || null
  return key === null ? { mode: 'customer', key } : { mode: 'customer', key, name: top?.key === key ? top.name : null }
}
