/** Saving the open workflow over the socket, one save at a time. */
import { get } from '@/api/client'
import { asProblem, type ProblemError } from '@/api/problem'
import type { Workflow } from '@/api/types'
import type { Graph } from '@/lib/graph/types'
import type { Reply, SaveWorkflow } from '@/socket/messages'
import { socket } from '@/socket/socket'
import { useEditor } from '@/store/store'
import { draftOf, draftViewport } from '@/store/viewSlice'
import { isDirty, type Newer } from '@/store/workflowSlice'
import { dropDraft } from './draft'

async function newerVersion(problem: ProblemError, workflow: string): Promise<Newer> {
  const told = (problem.answer as Reply | undefined)?.error?.newer as Partial<Newer> | undefined
  if (told?.graph && typeof told.revision === 'number') return told as Newer
  const { revision, graph } = await get<Workflow>(`/api/v1/workflows/${workflow}/`)
  return { revision, graph }
}

async function refused(problem: ProblemError, workflow: string) {
  const { setSave } = useEditor.getState()
  if (problem.code === 'offline') return setSave({ is: 'offline' })
  if (problem.code !== 'conflict') return setSave({ is: 'failed', problem })
  try {
    setSave({ is: 'conflict', newer: await newerVersion(problem, workflow) })
  } catch (error) {
    setSave({ is: 'failed', problem: asProblem(error) })
  }
}

export async function saveNow(): Promise<void> {
  const state = useEditor.getState()
  const { workflow, save, base } = state
  if (!workflow || save.is === 'saving' || save.is === 'conflict' || !isDirty(state)) return
  const draft = draftOf(state)
  const graph: Graph = { ...draft, viewport: draftViewport(state) }
  state.setSave({ is: 'saving' })
  try {
    const { revision } = await socket.request('save_workflow', { workflow: workflow.id, graph: graph as SaveWorkflow['graph'], base })
    if (useEditor.getState().workflow?.id !== workflow.id) return
    useEditor.getState().markSaved(draft, revision)
    if (!isDirty(useEditor.getState())) dropDraft(workflow.id)
  } catch (error) {
    if (useEditor.getState().workflow?.id === workflow.id) await refused(asProblem(error), workflow.id)
  }
}
