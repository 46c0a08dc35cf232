import { useFlow } from '@/store/flowStore'
import { useEditor } from '@/store/store'

/** Leads to what a run asks: the node that would be run, with the question in the dock. */
export function showApproval(nodeId: string): void {
  useFlow.getState().select([nodeId])
  useEditor.getState().openDock('output')
}
