/** What is not saved yet, kept in this browser so that a reload or a lost connection takes nothing. */
import type { Graph } from '@/lib/graph/types'

export interface Draft {
  base: number
  graph: Graph
  at: number
}

const key = (workflow: string) => `machina:draft:${workflow}`

export function readDraft(workflow: string): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(key(workflow)) ?? 'null') as Partial<Draft> | null
    if (!draft || typeof draft.base !== 'number' || !Array.isArray(draft.graph?.nodes)) return null
    return draft as Draft
  } catch {
    return null
  }
}

/** False when the browser refused, because its storage is full or switched off. */
export function writeDraft(workflow: string, draft: Draft): boolean {
  try {
    localStorage.setItem(key(workflow), JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export function dropDraft(workflow: string): void {
  localStorage.removeItem(key(workflow))
}
