import type { GraphNode } from '@/lib/graph/types'
import { isUsable } from '@/lib/states'
import type { Account } from '@/socket/messages'

/** The account the server takes when none is named: the default, else the only one that works, else the newest. */
export function standardAccount(accounts: readonly Account[]): Account | undefined {
  const usable = accounts.filter((account) => isUsable(account.status))
  return accounts.find((account) => account.is_default) ?? (usable.length > 1 ? undefined : (usable[0] ?? accounts[0]))
}

/** The account of a node: the one it names, else the standard one. */
export function accountOf(node: Pick<GraphNode, 'connection'> | null, accounts: readonly Account[]): Account | undefined {
  return node?.connection ? accounts.find(({ id }) => id === node.connection) : standardAccount(accounts)
}
