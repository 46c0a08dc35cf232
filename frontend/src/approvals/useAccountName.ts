import type { Approval, NodeType } from '@/api/types'
import { useCustomerName } from '@/api/useCustomerName'
import { accountOf } from '@/connections/standardAccount'
import { useAccounts } from '@/connections/useAccounts'
import { accountName } from '@/lib/accountName'
import type { GraphNode } from '@/lib/graph/types'

/** Whose account something will be done on: who it belongs to, and what the account is called where that is known. */
export function useAccountName({ customer }: Approval, node: GraphNode | null, type: NodeType | undefined): string {
  const whose = useCustomerName(customer) ?? 'Owner'
  const { data } = useAccounts(type?.provider ?? '', customer, type?.account !== 'none')
  const accounts = data?.filter(({ status }) => status !== 'revoked') ?? []
  const account = accountOf(node, accounts)
  return account ? `${whose} · ${accountName(account)}` : whose
}
