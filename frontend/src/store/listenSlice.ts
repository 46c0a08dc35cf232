/** The test call of a webhook that is waited for. */
import type { StateCreator } from 'zustand'
import type { EditorStore } from './store'

export interface Listening {
  nodeId: string
  url: string
  secret: string
  /** When it is waited for no longer, in milliseconds since 1970. */
  until: number
}

export interface ListenSlice {
  listening: Listening | null
  setListening: (listening: Listening | null) => void
  /** The call has come: the run that it started is the one that the canvas shows. */
  takeTestCall: (nodeId: string, run: string) => void
}

export const listenSlice: StateCreator<EditorStore, [], [], ListenSlice> = (set, get) => ({
  listening: null,
  setListening: (listening) => set({ listening }),
  takeTestCall: (nodeId, run) => {
    if (get().listening?.nodeId === nodeId) set({ listening: null })
    get().beginExecution(false)
    get().nameExecution(run)
  },
})
