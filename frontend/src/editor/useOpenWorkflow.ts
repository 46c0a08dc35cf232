/** Loads a workflow into the store, with the draft that this browser still holds, and asks for its live events. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys } from '@/api/keys'
import { useWorkflow } from '@/api/useWorkflows'
import { equal } from '@/lib/equal'
import { follow, unfollow } from '@/socket/subscription'
import { useEditor } from '@/store/store'
import { PARTS } from '@/store/workflowSlice'
import { dropDraft, readDraft } from '@/workflow/draft'
import { useAutosave } from '@/workflow/useAutosave'

export function useOpenWorkflow(id: string) {
  const cache = useQueryClient()
  const { data, error, refetch } = useWorkflow(id)
  const ready = useEditor((state) => state.workflow?.id === id)
  const link = useEditor((state) => state.link.state)
  useAutosave()

  useEffect(() => {
    if (!data || useEditor.getState().workflow?.id === data.id) return
    const { openWorkflow, notify } = useEditor.getState()
    const draft = readDraft(id)
    const same = draft && PARTS.every((part) => equal(draft.graph[part], data.graph[part]))
    if (draft && !same) {
      openWorkflow({ ...data, revision: draft.base }, draft.graph)
      notify({ tone: 'neutral', text: 'Your unsaved changes are back.' })
    } else {
      dropDraft(id)
      openWorkflow(data)
    }
  }, [data, id])

  useEffect(() => {
    if (!ready || link !== 'open') return
    void follow(id)
  }, [ready, link, id])

  useEffect(
    () => () => {
      unfollow()
      useEditor.getState().closeWorkflow()
      cache.removeQueries({ queryKey: keys.workflow(id) })
    },
    [cache, id],
  )

  useEffect(() => {
    document.title = data ? `${data.name} · Machina` : 'Machina'
    return () => {
      document.title = 'Machina'
    }
  }, [data])

  return { ready, error, retry: refetch }
}
