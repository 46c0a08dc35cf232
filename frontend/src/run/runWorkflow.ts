/** Running the workflow, or a part of it: what is sent, and what comes of the answer. */
import { asProblem } from '@/api/problem'
import { getRun } from '@/api/runDetail'
import { socket } from '@/socket/socket'
import type { ExecuteWorkflow } from '@/socket/messages'
import { useEditor } from '@/store/store'
import { saveNow } from '@/workflow/saveNow'
import { isDirty } from '@/store/workflowSlice'
import { applyWaiting } from './news'

export interface Part {
  /** Stop after this node. */
  until?: string
  /** Run this node alone, on what the last run brought. */
  only?: string
  input?: unknown
}

type Sent = ExecuteWorkflow & Record<string, unknown>

/** The drawing is saved first, so that the run can be opened again; false where that is not possible. */
export async function saved(): Promise<boolean> {
  await saveNow()
  await new Promise<void>((resolve) => {
    const settled = () => useEditor.getState().save.is !== 'saving'
    if (settled()) return resolve()
    const leave = useEditor.subscribe(() => {
      if (!settled()) return
      leave()
      resolve()
    })
  })
  await saveNow() // what was changed while an earlier save was under way
  return useEditor.getState().save.is !== 'conflict'
}

/** What is on the screen runs, also where it could not be saved. */
export function requestFor(part: Part): Sent | null {
  const state = useEditor.getState()
  const { workflow, subject, history, viewport } = state
  if (!workflow) return null
  const customer = subject.mode === 'customer' ? { account_mode: 'customer' as const, customer_id: subject.key } : { account_mode: 'owner' as const }
  const unsaved = isDirty(state) ? { graph: { ...history.present, viewport } } : {}
  return { workflow: workflow.id, ...customer, ...unsaved, ...part }
}

export async function runWorkflow(part: Part = {}): Promise<void> {
  const { beginExecution, startRun, nameExecution, dropExecution, setProblems, notify } = useEditor.getState()
  setProblems(null)
  beginExecution(part.only !== undefined)
  if (part.only) startRun(part.only)
  try {
    const request = (await saved()) ? requestFor(part) : null
    if (!request) return dropExecution(part.only ?? null)
    const { run } = await socket.request('execute_workflow', request)
    nameExecution(run)
    applyWaiting()
  } catch (error) {
    const problem = asProblem(error)
    dropExecution(part.only ?? null)
    if (problem.errors.length > 0) setProblems({ about: 'run', message: problem.message, list: problem.errors })
    else notify({ tone: 'error', text: `The workflow was not run: ${problem.message}` })
  }
}

export async function stopRun(): Promise<void> {
  const { execution, notify, applyRunState } = useEditor.getState()
  if (!execution?.run) return
  try {
    const { state } = await socket.request('cancel_execution', { run: execution.run })
    applyRunState(execution.run, state)
  } catch (error) {
    notify({ tone: 'error', text: `The run was not stopped: ${asProblem(error).message}` })
  }
}

/** What the server keeps of the run that is shown: why it failed, what it cost, and outputs that were missed. */
export async function readRun(run: string): Promise<void> {
  useEditor.getState().takeRun(await getRun(run))
}
