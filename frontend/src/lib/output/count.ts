/** How many things an output holds: its main list, else what it says of itself. */
import type { Segment } from './path'

export interface MainList {
  /** Where it stands in the output; empty for the output itself. */
  path: readonly Segment[]
  entries: readonly unknown[]
}

/** The list that an output is about: the longest one at the top, or the output itself. */
export function mainList(output: unknown): MainList | null {
  if (Array.isArray(output)) return { path: [], entries: output }
  if (typeof output !== 'object' || output === null) return null
  const lists = Object.entries(output).flatMap(([name, value]) =>
    Array.isArray(value) && (value.length === 0 || typeof value[0] === 'object') ? [{ path: [name], entries: value }] : [],
  )
  return lists.sort((a, b) => b.entries.length - a.entries.length)[0] ?? null
}

export function itemCount(output: unknown): number | null {
  return mainList(output)?.entries.length ?? null
}
