/** Running a node from a button: whether it can, and asking first where the effect cannot be undone. */
import { useCallback } from 'react'
import type { NodeType } from '@/api/types'
import { useCatalog } from '@/catalog/CatalogContext'
import { holdsExpression } from '@/lib/graph/keys'
import { isLent } from '@/lib/graph/ports'
import type { GraphNode } from '@/lib/graph/types'
import { isFinal } from '@/lib/states'
import { useFlow } from '@/store/flowStore'
import { useEditor } from '@/store/store'
import { accountOfNode } from './accountOfNode'
import { problemsOf } from './readiness'
import { runNode } from './runNode'
import { runWorkflow } from './runWorkflow'

/** What speaks of other nodes runs on what the last run brought; an operation by itself needs no run around it. */
function needsRun(node: GraphNode, type: NodeType): boolean {
  return type.kind !== 'operation' || holdsExpression(node.parameters)
}

export function startNode(node: GraphNode, type: NodeType): void {
  if (needsRun(node, type)) void runWorkflow({ only: node.id })
  else void runNode(node, type)
}

export function useRun(node: GraphNode | null) {
  const { byType } = useCatalog()
  const type = node ? byType.get(node.type) : undefined
  const state = useEditor((store) => (node ? store.runs[node.id]?.state : undefined))
  const subject = useEditor((store) => store.subject)
  const viewing = useEditor((store) => store.viewed !== null)
  const lent = useEditor((store) => node !== null && isLent(store.history.present, node.id))
  const account = node ? accountOfNode(node, subject) : null

  const blocked = !type
    ? 'Select a node first.'
    : viewing
      ? 'You look at a run that is over.'
      : type.kind === 'trigger'
        ? 'A trigger starts the workflow: run that.'
        : account?.mode === 'customer' && account.key === null && type.account !== 'none'
          ? 'Choose the customer whose account it uses.'
          : lent && node && problemsOf(node, type).length > 0
            ? 'Its agent runs it: the model fills in what is empty.'
            : null

  const run = useCallback(() => {
    if (!node || !type || blocked) return
    const store = useEditor.getState()
    store.markAttempted(node.id)
    store.openDock('output')
    const missing = problemsOf(node, type).filter((problem) => problem.message === 'Required.')
    if (missing.length > 0) return useFlow.getState().select([node.id])
    if (type.effect === 'destructive') return store.askToRun(node.id)
    startNode(node, type)
  }, [node, type, blocked])

  return { run, running: state !== undefined && !isFinal(state), blocked, type }
}
