/** A run as the server keeps it: its steps turned into what the canvas shows. */
import type { StoredStep } from '@/api/types'
import { contentOf } from '@/lib/output/content'
import { isFinal } from '@/lib/states'
import { withItem } from './items'
import { BLANK, type NodeRun } from './nodeRun'

function runOf(run: string, step: StoredStep): NodeRun {
  const startedAt = Date.parse(step.started_at ?? step.created_at ?? '') || 0
  const finishedAt = step.finished_at ? Date.parse(step.finished_at) : null
  const hasOutput = step.state === 'succeeded' || step.output != null || Boolean(step.content)
  return {
    ...BLANK,
    run,
    step: step.id ?? null,
    state: step.state,
    startedAt,
    finishedAt,
    at: finishedAt ?? startedAt,
    number: isFinal(step.state) ? Number.MAX_SAFE_INTEGER : 0,
    executionTime: step.execution_time ?? null,
    usage: step.usage ?? null,
    output: hasOutput || step.withheld ? contentOf(step.output, { ...step.content, withheld: step.withheld, warnings: step.warnings ?? [] }) : null,
    error: step.error ?? null,
    message: step.reason ?? null,
  }
}

/** What each node came to; a step that was done anew counts as it went last. */
export function runsOf(run: string, steps: readonly StoredStep[]): Record<string, NodeRun> {
  const runs: Record<string, NodeRun> = {}
  for (const step of steps) {
    const one = runOf(run, step)
    const isItem = (step.path ?? []).length > 0
    runs[step.node] = isItem ? withItem(runs[step.node], step.path ?? [], one) : one
  }
  return runs
}

/** What is known here and what the server keeps: its word on errors, costs and states, and outputs that were not pushed. */
export function merged(known: Record<string, NodeRun>, stored: Record<string, NodeRun>): Record<string, NodeRun> {
  const next = { ...known }
  for (const [id, run] of Object.entries(stored)) {
    const before = known[id]
    const same = before?.run === run.run ? before : undefined
    next[id] = { ...run, output: run.output ?? same?.output ?? null, message: run.message ?? same?.message ?? null, executionTime: run.executionTime ?? same?.executionTime ?? null }
  }
  return next
}
