/** Waiting for a test call of a webhook, which runs what is on the screen once. */
import { asProblem } from '@/api/problem'
import { socket } from '@/socket/socket'
import { useEditor } from '@/store/store'
import { requestFor, saved } from './runWorkflow'

export async function listenForTestCall(nodeId: string): Promise<void> {
  const { setListening, setProblems, notify } = useEditor.getState()
  setProblems(null)
  try {
    const request = (await saved()) ? requestFor({}) : null
    if (!request) return
    const { url, secret, expires_at } = await socket.request('listen_for_test_call', { ...request, node_id: nodeId })
    setListening({ nodeId, url, secret, until: Date.parse(expires_at) })
  } catch (error) {
    const problem = asProblem(error)
    if (problem.errors.length > 0) setProblems({ about: 'run', message: problem.message, list: problem.errors })
    else notify({ tone: 'error', text: `Nobody listens: ${problem.message}` })
  }
}

/** It is over here whatever the server says: what it still takes is shown as any other run. */
export async function stopListening(): Promise<void> {
  const { listening, workflow, setListening, notify } = useEditor.getState()
  if (!listening || !workflow) return
  setListening(null)
  try {
    await socket.request('stop_listening', { workflow: workflow.id, node_id: listening.nodeId })
  } catch (error) {
    notify({ tone: 'error', text: `Its address may still take a call: ${asProblem(error).message}` })
  }
}
