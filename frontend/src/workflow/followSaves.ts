/** What to do when somebody saves the open workflow elsewhere. */
import { get } from '@/api/client'
import type { Workflow } from '@/api/types'
import type { WorkflowSaved } from '@/socket/messages'
import { useEditor } from '@/store/store'
import { isDirty } from '@/store/workflowSlice'

/** A screen without changes of its own follows; one that has some is told, and asked when it saves. */
export async function followSave({ workflow: id, revision, by }: WorkflowSaved): Promise<void> {
  if (!isNews(id, revision)) return
  if (isDirty(useEditor.getState())) {
    const text = `${by} has saved a newer version. Yours is kept here; saving it will ask which to keep.`
    return useEditor.getState().notify({ tone: 'neutral', text })
  }
  const newer = await get<Workflow>(`/api/v1/workflows/${id}/`)
  if (isNews(id, newer.revision) && !isDirty(useEditor.getState())) {
    useEditor.getState().takeSaved(newer)
    useEditor.getState().notify({ tone: 'neutral', text: `Now at revision ${newer.revision}, saved by ${by}.` })
  }
}

/** News of one's own save comes back as well, perhaps before its answer. */
function isNews(id: string, revision: number): boolean {
  const { workflow, base, save } = useEditor.getState()
  return workflow?.id === id && revision > base && save.is !== 'saving'
}
