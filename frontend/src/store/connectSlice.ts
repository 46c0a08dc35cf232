/** The one attempt to connect an account of the owner that may be under way. */
import type { StateCreator } from 'zustand'
import type { EditorStore } from './store'

export interface ConnectAttempt {
  provider: string
  services: readonly string[]
  phase: 'opening' | 'waiting' | 'blocked' | 'closed' | 'failed'
  url: string | null
  detail: string | null
}

export interface ConnectSlice {
  connecting: ConnectAttempt | null
  setConnecting: (attempt: ConnectAttempt | null) => void
}

export const connectSlice: StateCreator<EditorStore, [], [], ConnectSlice> = (set) => ({
  connecting: null,
  setConnecting: (connecting) => set({ connecting }),
})
