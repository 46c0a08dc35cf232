import type { NodeType } from '@/api/types'
import { ConnectButton } from '@/connections/ConnectButton'
import type { GraphNode } from '@/lib/graph/types'
import { effectiveAccount } from '@/run/effectiveCustomer'
import type { FieldProblem, SocketError } from '@/socket/messages'
import { useEditor } from '@/store/store'
import { ErrorNote } from '@/ui/ErrorNote'

const CONNECT_CODES = new Set(['not_connected', 'reconnect_required', 'scope_missing'])

interface Props {
  node: GraphNode
  type: NodeType
  elsewhere: readonly FieldProblem[]
}

function detailOf(error: SocketError): string {
  return error.retry_after ? `${error.detail} Try again in ${error.retry_after} s.` : error.detail
}

/** Why the last run failed, with the button that mends it. */
export function RunProblem({ node, type, elsewhere }: Props) {
  const error = useEditor((state) => state.runs[node.id]?.error ?? null)
  const subject = useEditor((state) => state.subject)
  if (!error) return null
  const account = effectiveAccount(node, subject)
  const customer =
    account.mode === 'customer' && account.key !== null ? { key: account.key, name: account.name ?? account.key } : null
  const others = elsewhere.map((problem) => `${problem.field}: ${problem.message}`).join(' ')
  return (
    <div className="mb-3 max-h-44 overflow-y-auto">
      <ErrorNote problem={{ code: error.code, message: `${detailOf(error)} ${others}`.trim() }}>
        {CONNECT_CODES.has(error.code) && (account.mode === 'owner' || customer) && (
          <ConnectButton
            provider={type.provider}
            services={[type.service]}
            customer={customer}
            look="secondary"
            again={error.code !== 'not_connected'}
          />
        )}
      </ErrorNote>
    </div>
  )
}
