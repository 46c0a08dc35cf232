import { useCatalog } from '@/catalog/CatalogContext'
import { accountOfNode } from '@/run/accountOfNode'
import { startNode } from '@/run/useRun'
import { nodeById } from '@/store/selectors'
import { useEditor } from '@/store/store'
import { ConfirmDialog } from '@/ui/ConfirmDialog'

/** Asks before an operation runs whose effect cannot be undone. */
export function RunConfirm() {
  const asking = useEditor((state) => state.asking)
  const askToRun = useEditor((state) => state.askToRun)
  const node = useEditor((state) => nodeById(state, state.asking))
  const subject = useEditor((state) => state.subject)
  const type = useCatalog().byType.get(node?.type ?? '')
  if (!asking || !node || !type) return null
  const account = accountOfNode(node, subject)
  const whose = account.mode === 'owner' ? 'your own account' : `the account of ${account.key ?? 'a customer'}`
  return (
    <ConfirmDialog
      open
      onOpenChange={() => askToRun(null)}
      title={`Run “${node.name}”?`}
      verb={`Yes, ${type.label.toLowerCase()}`}
      danger
      onConfirm={() => {
        askToRun(null)
        startNode(node, type)
      }}
    >
      {type.description} It acts on {whose} and cannot be undone from here.
    </ConfirmDialog>
  )
}
