/** The log of what went over the socket, newest last, bounded. */
import type { StateCreator } from 'zustand'
import type { EditorStore } from './store'

export interface ConsoleEntry {
  id: number
  at: number
  direction: 'in' | 'out' | 'local'
  type: string
  nodeId: string | null
  level: 'info' | 'success' | 'warning' | 'error'
  text: string
  payload: unknown
}

export interface ConsoleSlice {
  log: ConsoleEntry[]
  write: (entry: Omit<ConsoleEntry, 'id' | 'at'>) => void
  clearLog: () => void
}

const MOST_ENTRIES = 500
let counter = 0

export const consoleSlice: StateCreator<EditorStore, [], [], ConsoleSlice> = (set) => ({
  log: [],
  write: (entry) =>
    set(({ log }) => {
      counter += 1
      return { log: [...log.slice(1 - MOST_ENTRIES), { ...entry, id: counter, at: Date.now() }] }
    }),
  clearLog: () => set({ log: [] }),
})
