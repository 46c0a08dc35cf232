/** Saves a moment after the last change, keeps a draft meanwhile, and tries again when the connection is back. */
import { useEffect } from 'react'
import { useEditor } from '@/store/store'
import { draftOf, draftViewport } from '@/store/viewSlice'
import { isDirty } from '@/store/workflowSlice'
import { dropDraft, writeDraft } from './draft'
import { saveNow } from './saveNow'

const DRAFT_MS = 250
const SAVE_MS = 1_500

function keepDraft() {
  const state = useEditor.getState()
  if (!state.workflow || !isDirty(state)) return
  const graph = { ...draftOf(state), viewport: draftViewport(state) }
  writeDraft(state.workflow.id, { base: state.base, graph, at: Date.now() })
}

/** What was taken back must not return with the next reload. */
function forgetDraft() {
  const state = useEditor.getState()
  if (state.workflow && !isDirty(state)) dropDraft(state.workflow.id)
}

export function useAutosave() {
  const present = useEditor(draftOf)
  const dirty = useEditor(isDirty)
  const save = useEditor((state) => state.save.is)
  const link = useEditor((state) => state.link.state)

  useEffect(() => {
    if (!dirty) return forgetDraft()
    const timer = setTimeout(keepDraft, DRAFT_MS)
    return () => clearTimeout(timer)
  }, [present, dirty])

  useEffect(() => {
    if (!dirty || save !== 'idle' || link !== 'open') return
    const timer = setTimeout(() => void saveNow(), SAVE_MS)
    return () => clearTimeout(timer)
  }, [present, dirty, save, link])

  // What was refused may be right after the next change.
  useEffect(() => {
    const { save, setSave } = useEditor.getState()
    if (save.is === 'failed') setSave({ is: 'idle' })
  }, [present])

  useEffect(() => {
    if (link === 'open' && save === 'offline') useEditor.getState().setSave({ is: 'idle' })
  }, [link, save])

  useEffect(() => {
    window.addEventListener('pagehide', keepDraft)
    return () => {
      window.removeEventListener('pagehide', keepDraft)
      // After a conflict the draft may just have been dropped, because its graph became a copy.
      if (useEditor.getState().save.is !== 'conflict') keepDraft()
    }
  }, [])
}
