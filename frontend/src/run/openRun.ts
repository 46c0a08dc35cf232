/** Opening a run again, doing it anew, ending one from the list. */
import { get, post } from '@/api/client'
import { asProblem } from '@/api/problem'
import { getRun } from '@/api/runDetail'
import type { Graph } from '@/lib/graph/types'
import { useEditor } from '@/store/store'

function say(what: string, error: unknown) {
  useEditor.getState().notify({ tone: 'error', text: `${what}: ${asProblem(error).message}` })
}

/** On the canvas as it was: the drawing it ran, and what each node came to. */
export async function openRun(id: string): Promise<void> {
  try {
    const [run, graph] = await Promise.all([
      getRun(id),
      get<Graph>(`/api/v1/runs/${id}/graph`),
    ])
    const { viewRun, workflow } = useEditor.getState()
    if (run.workflow === workflow?.id) viewRun(run, graph)
  } catch (error) {
    say('The run was not opened', error)
  }
}

/** A new run that keeps what had succeeded, shown on the drawing of the one before. */
export async function retryRun(id: string, from?: string): Promise<void> {
  try {
    const { run } = await post<{ run: string }>(`/api/v1/runs/${id}/retry`, from ? { from } : {})
    await openRun(run)
  } catch (error) {
    say('The run was not tried again', error)
  }
}

export async function cancelListedRun(id: string): Promise<void> {
  try {
    await post(`/api/v1/runs/${id}/cancel`, {})
  } catch (error) {
    say('The run was not stopped', error)
  }
}
