/** A node within loops, which runs once for every item: each by its path of indexes, and all of them as one state. */
import { isFinal } from '@/lib/states'
import type { NodeStatus, StepState } from '@/socket/messages'
import { afterOutput, afterStatus, BLANK, continued, type NodeRun, type Output } from './nodeRun'

export type Path = readonly number[]

/**
 * Written into, because a loop may have 100,000 items and a copy for every event would take longer than the loop.
 * The run around it is new with every change, so who draws it notices.
 */
export interface Items {
  byPath: Map<string, NodeRun>
  counts: Partial<Record<StepState, number>>
}

export const pathKey = (path: Path) => path.join('.')
export const pathOfKey = (key: string): Path => (key === '' ? [] : key.split('.').map(Number))

/** Enough to look at; of items beyond only the states are counted. */
const MOST_ITEMS = 20_000

/** What the states of all items come to: what goes on first, then what went wrong, then what went well. */
export function together(counts: Items['counts']): StepState {
  const has = (state: StepState) => (counts[state] ?? 0) > 0
  const isOpen = has('running') || has('queued') || has('waiting')
  const isBegun = has('running') || has('succeeded') || has('failed')
  if (isOpen) return isBegun ? 'running' : has('waiting') ? 'waiting' : 'queued'
  return (['failed', 'outcome_unknown', 'cancelled', 'succeeded'] as const).find(has) ?? 'skipped'
}

export function ended({ counts }: Items): { done: number; total: number; failed: number } {
  const entries = Object.entries(counts) as [StepState, number][]
  const sum = (of: [StepState, number][]) => of.reduce((total, [, count]) => total + count, 0)
  return { done: sum(entries.filter(([state]) => isFinal(state))), total: sum(entries), failed: counts.failed ?? 0 }
}

function put(items: Items, key: string, next: NodeRun, before: NodeRun | undefined) {
  const { counts, byPath } = items
  if (before) counts[before.state] = (counts[before.state] ?? 1) - 1
  counts[next.state] = (counts[next.state] ?? 0) + 1
  if (before || byPath.size < MOST_ITEMS) byPath.set(key, next)
}

/** The node after an event of one of its items. */
export function afterItemStatus(known: NodeRun | undefined, status: NodeStatus): NodeRun | null {
  const base = continued(known, status)
  if (!base) return null
  const items = (known?.run === status.run && base.items) || { byPath: new Map<string, NodeRun>(), counts: {} }
  const key = pathKey(status.path)
  const before = items.byPath.get(key)
  const next = afterStatus(before, status)
  if (!next) return null
  put(items, key, next, before)
  const at = Math.max(base.at, next.at)
  const state = together(items.counts)
  const { run, number } = status
  return { ...base, run, items, state, at, number: Math.max(base.number, number), message: null, finishedAt: isFinal(state) ? at : null }
}

/** The node after the output of one of its items. */
export function afterItemOutput(known: NodeRun | undefined, output: Output, path: Path): NodeRun | null {
  const key = pathKey(path)
  const item = known?.items?.byPath.get(key)
  const next = known?.run === output.run ? afterOutput(item, output) : null
  if (!known?.items || !next) return null
  known.items.byPath.set(key, next)
  return { ...known }
}

/** What is known of an item in a node that is opened from its stored steps. */
export function withItem(known: NodeRun | undefined, path: Path, item: NodeRun): NodeRun {
  const items = known?.items ?? { byPath: new Map<string, NodeRun>(), counts: {} }
  const key = pathKey(path)
  put(items, key, item, items.byPath.get(key))
  const { run, at } = item
  const state = together(items.counts)
  const startedAt = Math.min(known?.startedAt ?? item.startedAt, item.startedAt)
  return { ...BLANK, run, at, items, state, startedAt, finishedAt: isFinal(state) ? Math.max(known?.finishedAt ?? 0, item.finishedAt ?? 0) : null }
}

/** The item that a person chose, or the first one that lies on the way there; the first of all where none does. */
export function itemAt(run: NodeRun, picked: Path): { path: Path; item: NodeRun } | null {
  if (!run.items) return null
  const exact = run.items.byPath.get(pathKey(picked))
  if (exact) return { path: picked, item: exact }
  const prefix = `${pathKey(picked)}.`
  let first: string | null = null
  for (const key of run.items.byPath.keys()) {
    if (picked.length > 0 && (key.startsWith(prefix) || pathKey(picked).startsWith(`${key}.`))) return found(run.items, key)
    first ??= key
  }
  return first === null ? null : found(run.items, first)
}

function found(items: Items, key: string) {
  const item = items.byPath.get(key)
  return item ? { path: pathOfKey(key), item } : null
}

/** In the order of the loops, not in that of the news. */
export function sortedPaths({ byPath }: Items): Path[] {
  const paths = [...byPath.keys()].map(pathOfKey)
  return paths.sort((a, b) => {
    const at = a.findIndex((index, depth) => index !== b[depth])
    return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? 0)
  })
}
