import type { NodeType } from '@/api/types'
import { useCustomerName } from '@/api/useCustomerName'
import { updateNode } from '@/lib/graph/edits'
import type { AccountMode, GraphNode } from '@/lib/graph/types'
import { accountOfNode } from '@/run/accountOfNode'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { Segmented } from '@/ui/Segmented'
import { AccountChoice } from './AccountChoice'
import { AnyAccountChoice } from './AnyAccountChoice'
import { CustomerChoice } from './CustomerChoice'

type Mode = AccountMode | 'runner'

const MODES = [
  { value: 'runner', label: 'Whoever it runs for' },
  { value: 'owner', label: 'Owner' },
  { value: 'customer', label: 'Customer' },
] as const

/** Whose account the node uses: the operator's own, or a customer's, and which of them. */
export function AccountSection({ node, type }: { node: GraphNode; type: NodeType }) {
  const subject = useEditor((state) => state.subject)
  const edit = useEditor((state) => state.edit)
  const account = accountOfNode(node, subject)
  const customerName = useCustomerName(account.mode === 'customer' ? account.key : null)
  const change = (next: Partial<GraphNode>) =>
    edit((graph) => updateNode(graph, node.id, { connection: null, customer_id: null, ...next }))
  const Choice = type.accounts === 'any' ? AnyAccountChoice : AccountChoice
  const mismatch = node.account_mode === 'owner' && subject.mode === 'customer'

  return (
    <section aria-label="Account" className="flex flex-col gap-2.5 border-b bg-sunken px-4 pt-3 pb-4">
      <h3 className="text-xs font-medium text-text-2">Account</h3>
      <Segmented<Mode>
        label="Whose account"
        size="sm"
        stretch
        value={node.account_mode ?? 'runner'}
        options={MODES}
        onChange={(mode) => change({ account_mode: mode === 'runner' ? null : mode })}
      />
      {node.account_mode === 'customer' && (
        <CustomerChoice
          value={node.customer_id}
          onChange={(customer_id) => change({ account_mode: 'customer', customer_id })}
        />
      )}
      {account.mode === 'owner' && <Choice node={node} type={type} customer={null} />}
      {account.mode === 'customer' && account.key !== null && (
        <Choice node={node} type={type} customer={{ key: account.key, name: customerName ?? account.key }} />
      )}
      {account.mode === 'customer' && account.key === null && (
        <p className="text-xs text-text-2">
          Choose a customer here, or at the top to run the whole workflow for them.
        </p>
      )}
      {mismatch && (
        <p className="flex items-center gap-2 text-xs text-text-2">
          <span className="flex-1">You run for {subject.name}, but this node uses your own account.</span>
          <Button look="quiet" size="sm" onClick={() => change({ account_mode: null })}>
            Use theirs
          </Button>
        </p>
      )}
    </section>
  )
}
