/** For whom nodes run from here: the owner, or one customer. Kept in this browser. */
import type { StateCreator } from 'zustand'
import type { EditorStore } from './store'

export type Subject = { mode: 'owner' } | { mode: 'customer'; key: string; name: string }

export interface SubjectSlice {
  subject: Subject
  setSubject: (subject: Subject) => void
}

const KEY = 'machina:subject'

function stored(): Subject {
  try {
    const value = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Subject | null
    if (value?.mode === 'customer' && value.key) return value
  } catch {
    // An unreadable entry is as good as none.
  }
  return { mode: 'owner' }
}

export const subjectSlice: StateCreator<EditorStore, [], [], SubjectSlice> = (set) => ({
  subject: stored(),
  setSubject: (subject) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(subject))
    } catch {
      // A browser that keeps nothing forgets it with the page.
    }
    set({ subject })
  },
})
