/** Undo and redo over immutable values. Changes with the same tag in quick succession are one step. */
export interface History<T> {
  past: readonly T[]
  present: T
  future: readonly T[]
  tag: string | null
  at: number
}

const LIMIT = 200
const TOGETHER_MS = 1_200

export function startHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], tag: null, at: 0 }
}

export function record<T>(history: History<T>, next: T, now: number, tag: string | null = null): History<T> {
  if (next === history.present) return history
  const together = tag !== null && tag === history.tag && now - history.at < TOGETHER_MS
  const past = together ? history.past : [...history.past, history.present].slice(-LIMIT)
  return { past, present: next, future: [], tag, at: now }
}

export function undo<T>(history: History<T>): History<T> {
  const previous = history.past.at(-1)
  if (previous === undefined) return history
  return {
    past: history.past.slice(0, -1),
    present: previous,
    future: [history.present, ...history.future],
    tag: null,
    at: 0,
  }
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future
  if (next === undefined) return history
  return { past: [...history.past, history.present], present: next, future, tag: null, at: 0 }
}
