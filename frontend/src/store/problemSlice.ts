/** What a run or a publishing was refused for: problems by node and field. */
import type { StateCreator } from 'zustand'
import type { FieldProblem } from '@/socket/messages'
import type { EditorStore } from './store'

/** `node` is its id, or its key where an expression is wrong. */
export type GraphProblem = FieldProblem & { node?: string | null }

export interface Refusal {
  about: 'run' | 'publish'
  message: string
  list: readonly GraphProblem[]
}

export interface ProblemSlice {
  problems: Refusal | null
  setProblems: (refusal: Refusal | null) => void
}

export const problemSlice: StateCreator<EditorStore, [], [], ProblemSlice> = (set, get) => ({
  problems: null,
  setProblems: (problems) => {
    set({ problems })
    if (problems) get().openDock('problems')
    else if (get().dock.tab === 'problems') get().changeDock({ tab: 'output' })
  },
})
