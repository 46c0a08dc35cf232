/** What the widgets of a node's form have to know: the operation, and the account that choices come from. */
import { useMemo } from 'react'
import type { NodeType } from '@/api/types'
import { useAccounts } from '@/connections/useAccounts'
import type { FormContext } from '@/forms/context'
import { isUsable } from '@/lib/states'
import { isLent } from '@/lib/graph/ports'
import type { GraphNode } from '@/lib/graph/types'
import { accountOfNode } from '@/run/accountOfNode'
import { useEditor } from '@/store/store'

export function useFormContext(node: GraphNode, type: NodeType | undefined): FormContext {
  const subject = useEditor((state) => state.subject)
  const account = accountOfNode(node, subject)
  const customer = account.mode === 'customer' ? account.key : null
  const known = account.mode === 'owner' || customer !== null
  const { data } = useAccounts(type?.provider ?? '', customer, known)
  const accountReady = known && (data?.some((each) => isUsable(each.status)) ?? false)
  const effect = type?.effect ?? null
  const connection = node.connection
  const expressions = type?.kind !== 'trigger'
  const ownChoices = type?.kind === 'control'
  const lent = useEditor((state) => isLent(state.history.present, node.id))

  return useMemo(
    () => ({ operation: node.type, effect, account: { customer, connection }, accountReady, ownChoices, expressions, lent }),
    [node.type, effect, customer, connection, accountReady, ownChoices, expressions, lent],
  )
}
