/** Running a node from a button: whether it can, and asking first where the effect cannot be undone. */
import { useCallback } from 'react'
import { useCatalog } from '@/catalog/CatalogContext'
import type { GraphNode } from '@/lib/graph/types'
import { isFinal } from '@/lib/states'
import { useFlow } from '@/store/flowStore'
import { useEditor } from '@/store/store'
import { accountOfNode } from './accountOfNode'
import { problemsOf } from './readiness'
import { runNode } from './runNode'

export function useRun(node: GraphNode | null) {
  const { byType } = useCatalog()
  const type = node ? byType.get(node.type) : undefined
  const state = useEditor((store) => (node ? store.runs[node.id]?.state : undefined))
  const subject = useEditor((store) => store.subject)
  const account = node ? accountOfNode(node, subject) : null

  const blocked = !type
    ? 'Select a node first.'
    : type.kind !== 'operation'
      ? 'Only operations can be run one by one.'
      : account?.mode === 'customer' && account.key === null
        ? 'Choose the customer whose account it uses.'
        : null

  const run = useCallback(() => {
    if (!node || !type || blocked) return
    const store = useEditor.getState()
    store.markAttempted(node.id)
    store.openDock('output')
    const missing = problemsOf(node, type).filter((problem) => problem.message === 'Required.')
    if (missing.length > 0) return useFlow.getState().select([node.id])
    if (type.effect === 'destructive') return store.askToRun(node.id)
    void runNode(node, type)
  }, [node, type, blocked])

  return { run, running: state !== undefined && !isFinal(state), blocked, type }
}
