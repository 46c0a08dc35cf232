/** Running the workflow from a button or a key: whether it can, and whether it goes on. */
import { useCallback } from 'react'
import { isRunOver } from '@/lib/states'
import { useEditor } from '@/store/store'
import { runWorkflow, stopRun, type Part } from './runWorkflow'

export function useRunWorkflow() {
  const running = useEditor((state) => state.execution !== null && !isRunOver(state.execution.state))
  const canStop = useEditor((state) => Boolean(state.execution?.run))
  const isEmpty = useEditor((state) => state.history.present.nodes.length === 0)
  const viewing = useEditor((state) => state.viewed !== null)
  const blocked = isEmpty ? 'Add a node first.' : viewing ? 'You look at a run that is over. Go back to the drawing to run it.' : null
  const run = useCallback(
    (part: Part = {}) => {
      if (blocked || running) return
      useEditor.getState().openDock('output')
      void runWorkflow(part)
    },
    [blocked, running],
  )
  const stop = useCallback(() => void stopRun(), [])
  return { run, stop, running, canStop, blocked }
}
