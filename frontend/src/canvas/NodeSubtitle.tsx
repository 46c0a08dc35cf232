import { Building2 } from 'lucide-react'
import type { NodeType } from '@/api/types'
import { useCustomerName } from '@/api/useCustomerName'
import { fieldsOf } from '@/lib/schema/fields'
import type { GraphNode } from '@/lib/graph/types'
import { summaryOf } from '@/lib/summary'
import { pauseOf } from '@/run/pause'
import { useEditor } from '@/store/store'
import { cx } from '@/ui/cx'

/** Whose account, when it is a customer's, and what the main parameter says; while it waits or is tried again, that. */
export function NodeSubtitle({ node, type }: { node: GraphNode; type: NodeType | undefined }) {
  const top = useEditor((state) => (state.subject.mode === 'customer' ? state.subject.name : null))
  const summary = type ? summaryOf(fieldsOf(type.input_schema, type.ui_schema), node.parameters) : node.type
  const own = useCustomerName(node.account_mode === 'customer' ? node.customer_id : null)
  const isCustomers = node.account_mode === 'customer' || (node.account_mode === null && top !== null)
  const takesAccount = type?.account !== 'none' && isCustomers
  const customer = takesAccount ? (own ?? top ?? 'Customer') : null
  const pause = useEditor((state) => pauseOf(state.runs[node.id]))
  if (pause) {
    return (
      <span className="min-w-0 flex-1 truncate text-xs leading-4 text-waiting" title={pause}>
        {pause}
      </span>
    )
  }
  return (
    <span className="flex min-w-0 flex-1 items-center gap-1 text-xs leading-4 text-text-3">
      {customer && (
        <span className={cx('flex min-w-0 items-center gap-1 text-accent-text', summary && 'max-w-[55%] shrink-0')}>
          <Building2 size={11} aria-label="Account of" className="shrink-0" />
          <span className="truncate">{customer}</span>
        </span>
      )}
      {(summary || !customer) && (
        <span className="truncate" title={summary}>
          {customer ? '· ' : ''}
          {summary || type?.service_name}
        </span>
      )}
    </span>
  )
}
