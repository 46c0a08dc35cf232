/** Which nodes somebody tried to run, so that missing fields are marked; and the run that waits for a yes. */
import type { StateCreator } from 'zustand'
import type { EditorStore } from './store'

export interface AttemptSlice {
  attempted: Record<string, true>
  asking: string | null
  markAttempted: (nodeId: string) => void
  askToRun: (nodeId: string | null) => void
}

export const attemptSlice: StateCreator<EditorStore, [], [], AttemptSlice> = (set) => ({
  attempted: {},
  asking: null,
  markAttempted: (nodeId) => set(({ attempted }) => ({ attempted: { ...attempted, [nodeId]: true } })),
  askToRun: (asking) => set({ asking }),
})
