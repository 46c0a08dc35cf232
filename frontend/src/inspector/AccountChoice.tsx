import { asProblem } from '@/api/problem'
import type { NodeType } from '@/api/types'
import { useProviderName } from '@/api/useProviderFacts'
import { ConnectButton, type CustomerRef } from '@/connections/ConnectButton'
import { ConnectProgress } from '@/connections/ConnectProgress'
import { accountOf, standardAccount } from '@/connections/standardAccount'
import { useAccounts } from '@/connections/useAccounts'
import { isMendedByConnecting } from '@/connections/WayOut'
import { accountName } from '@/lib/accountName'
import { updateNode } from '@/lib/graph/edits'
import type { GraphNode } from '@/lib/graph/types'
import { CONNECTION_TONES, CONNECTION_WORDS, isUsable, reasonWords } from '@/lib/states'
import { useEditor } from '@/store/store'
import { Combobox } from '@/ui/Combobox'
import { Dot } from '@/ui/Dot'
import { ErrorNote } from '@/ui/ErrorNote'

const DEFAULT = '\u0000default'

interface Props {
  node: GraphNode
  type: NodeType
  customer: CustomerRef | null
}

/** Which account of the owner or customer, or the way to connect one. */
export function AccountChoice({ node, type, customer }: Props) {
  const edit = useEditor((state) => state.edit)
  const { data, error, isPending, refetch } = useAccounts(type.provider, customer?.key ?? null)
  const provider = useProviderName(type.provider)
  const hasWayOut = useEditor((state) => isMendedByConnecting(state.runs[node.id]?.error ?? null))
  const accounts = (data ?? []).filter((account) => account.status !== 'revoked')

  if (error) return <ErrorNote problem={asProblem(error)} onRetry={() => void refetch()} />
  if (isPending) return <div className="skeleton h-8" aria-label="Loading accounts" />

  if (accounts.length === 0) {
    return (
      <div className="flex flex-col gap-2">
        <p className="text-text-2">
          {customer ? `${customer.name} has not connected ${provider} yet.` : `You have not connected ${provider} yet.`}
        </p>
        {!hasWayOut && (
          <ConnectButton provider={type.provider} services={[type.service]} customer={customer} look="primary" />
        )}
        {!customer && <ConnectProgress provider={type.provider} />}
      </div>
    )
  }

  const chosen = accountOf(node, accounts)
  const fallback = standardAccount(accounts)
  const broken = chosen && !isUsable(chosen.status)
  const lacking = chosen && !broken ? type.scopes.filter((scope) => !chosen.scopes.includes(scope)) : []
  return (
    <div className="flex flex-col gap-2">
      <Combobox
        label={`Account at ${provider}`}
        value={chosen ? (node.connection ?? DEFAULT) : null}
        placeholder="Choose an account"
        shown={
          chosen && (
            <span className="flex items-center gap-2">
              <Dot tone={CONNECTION_TONES[chosen.status]} />
              <span className="truncate">{accountName(chosen)}</span>
              {!node.connection && <span className="text-text-3">· default</span>}
            </span>
          )
        }
        choices={[
          ...(fallback ? [{ value: DEFAULT, label: 'The default account', detail: `Now: ${accountName(fallback)}` }] : []),
          ...accounts.map((account) => ({
            value: account.id,
            label: accountName(account),
            detail: account.status === 'active' ? (account.name ?? undefined) : CONNECTION_WORDS[account.status],
            icon: <Dot tone={CONNECTION_TONES[account.status]} />,
          })),
        ]}
        onChange={(value) =>
          edit((graph) => updateNode(graph, node.id, { connection: value === DEFAULT ? null : value }))
        }
        footer={(close) => (
          <ConnectButton provider={type.provider} services={[type.service]} customer={customer} look="ghost" another onDone={close} />
        )}
      />
      {!chosen && (
        <p className="text-xs text-warning">
          {node.connection ? 'The account chosen here is gone. Choose another.' : 'Several accounts are connected. Choose one.'}
        </p>
      )}
      {broken && (
        <div className="flex items-center gap-2 text-xs">
          <span className="flex-1 text-warning">
            {CONNECTION_WORDS[chosen.status]}. {reasonWords(chosen.status_reason)}
          </span>
          {chosen.status !== 'pending' && !hasWayOut && (
            <ConnectButton provider={type.provider} services={[type.service]} customer={customer} look="secondary" again />
          )}
        </div>
      )}
      {chosen && lacking.length > 0 && (
        <div className="flex items-center gap-2 text-xs">
          <span className="min-w-0 flex-1 text-warning" title={lacking.join('\n')}>
            {accountName(chosen)} has not allowed what “{type.label}” needs. It cannot run before that is allowed.
          </span>
          {!hasWayOut && (
            <ConnectButton provider={type.provider} services={[type.service]} customer={customer} look="secondary" again />
          )}
        </div>
      )}
      {!customer && <ConnectProgress provider={type.provider} />}
    </div>
  )
}
