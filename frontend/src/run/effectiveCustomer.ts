/** Whose account a node uses: the owner's, its own customer's, or that of the customer chosen at the top. */
import type { GraphNode } from '@/lib/graph/types'
import type { Subject } from '@/store/subjectSlice'

export type EffectiveAccount =
  | { mode: 'owner' }
  | { mode: 'customer'; key: string; name: string | null; chosenAt: 'node' | 'top' }
  | { mode: 'customer'; key: null }

export function effectiveAccount(node: GraphNode, subject: Subject): EffectiveAccount {
  if (node.account_mode === 'owner') return { mode: 'owner' }
  if (node.customer_id) {
    const name = subject.mode === 'customer' && subject.key === node.customer_id ? subject.name : null
    return { mode: 'customer', key: node.customer_id, name, chosenAt: 'node' }
  }
  if (subject.mode === 'customer') return { mode: 'customer', key: subject.key, name: subject.name, chosenAt: 'top' }
  return { mode: 'customer', key: null }
}
