import { Check, Pencil, X } from 'lucide-react'
import { useState } from 'react'
import type { Approval } from '@/api/types'
import { useCatalog } from '@/catalog/CatalogContext'
import { nodeById } from '@/store/selectors'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { ErrorNote } from '@/ui/ErrorNote'
import { NodeIcon } from '@/ui/NodeIcon'
import { RelativeTime } from '@/ui/RelativeTime'
import { Arguments } from './Arguments'
import { EditDialog } from './EditDialog'
import { RefuseForm } from './RefuseForm'
import { useAccountName } from './useAccountName'
import { useAnswer } from './useAnswer'

/** One question to a person: what will be done, on whose account, until when it can be answered, and the answers. */
export function ApprovalCard({ approval }: { approval: Approval }) {
  const type = useCatalog().byType.get(approval.operation)
  const node = useEditor((state) => nodeById(state, approval.node_id))
  const account = useAccountName(approval, node, type)
  const [asks, setAsks] = useState<'edit' | 'refuse' | null>(null)
  const answer = useAnswer(approval)
  const { parameters } = approval
  const isOperation = type?.kind === 'operation'
  const title = isOperation && parameters ? `${type.service_name}: ${type.label}` : approval.summary
  return (
    <article aria-label={title} className="flex flex-col gap-2.5 rounded-xl border border-line-strong bg-raised p-3 shadow-card">
      <div className="flex items-start gap-2.5">
        <NodeIcon size="sm" type={type} fallback={approval.operation} />
        <div className="min-w-0 flex-1">
          <h3 className="break-words font-medium">{title}</h3>
          <p className="text-xs text-text-2">
            {account} <span className="text-text-3">· can be answered until <Until at={approval.expires_at} /></span>
          </p>
        </div>
      </div>
      {parameters && <Arguments type={type} values={parameters} />}
      {answer.error && <ErrorNote problem={answer.error} />}
      {asks === 'refuse' ? (
        <RefuseForm busy={answer.isPending} onBack={() => setAsks(null)} onRefuse={(note) => answer.mutate({ decision: 'refuse', note })} />
      ) : (
        <div className="flex flex-wrap gap-2">
          <Button look="primary" icon={<Check size={14} />} busy={answer.isPending} onClick={() => answer.mutate({ decision: 'approve' })}>
            Approve
          </Button>
          {isOperation && parameters && (
            <Button icon={<Pencil size={13} />} disabled={answer.isPending} onClick={() => setAsks('edit')}>
              Edit
            </Button>
          )}
          <Button icon={<X size={14} />} disabled={answer.isPending} onClick={() => setAsks('refuse')}>
            Refuse
          </Button>
        </div>
      )}
      {asks === 'edit' && isOperation && parameters && (
        <EditDialog approval={approval} type={type} values={parameters} connection={node?.connection ?? null} onClose={() => setAsks(null)} />
      )}
    </article>
  )
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })

function Until({ at }: { at: string }) {
  return (
    <>
      {DAY.format(new Date(at))} (<RelativeTime at={at} />)
    </>
  )
}
