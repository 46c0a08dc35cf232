import type { NodeType } from '@/api/types'
import { useCustomerName } from '@/api/useCustomerName'
import type { GraphNode } from '@/lib/graph/types'
import { accountOfNode } from '@/run/accountOfNode'
import type { SocketError } from '@/socket/messages'
import { useEditor } from '@/store/store'
import { ConnectButton } from './ConnectButton'

const CONNECT_CODES = new Set(['not_connected', 'reconnect_required', 'scope_missing'])

/** Whether an error comes with a button to connect; then there is no other one for the same beside it. */
export function isMendedByConnecting(error: SocketError | null): boolean {
  return error !== null && CONNECT_CODES.has(error.code) && Boolean(error.connect_url)
}

interface Props {
  error: SocketError
  node: GraphNode
  type: NodeType | undefined
}

/**
 * The button that mends the account an error speaks of; the page that the error names where we cannot tell whose it is.
 * An error without such a page, as of a paused account, is not mended by connecting.
 */
export function WayOut({ error, node, type }: Props) {
  const subject = useEditor((state) => state.subject)
  const account = accountOfNode(node, subject)
  const customerName = useCustomerName(account.mode === 'customer' ? account.key : null)
  if (!isMendedByConnecting(error)) return null
  if (!type?.provider || (account.mode === 'customer' && account.key === null)) {
    return (
      <a href={error.connect_url ?? undefined} target="_blank" rel="noopener noreferrer" className="text-accent-text underline">
        Connect the account
      </a>
    )
  }
  return (
    <ConnectButton
      provider={type.provider}
      services={[type.service]}
      customer={account.mode === 'customer' ? { key: account.key, name: customerName ?? account.key } : null}
      look="secondary"
      again={error.code !== 'not_connected'}
    />
  )
}
