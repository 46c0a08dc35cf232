/** How long a run took, or takes so far, in milliseconds. */
import type { NodeRun } from '@/store/runSlice'

export function tookMs(run: Pick<NodeRun, 'executionTime' | 'finishedAt' | 'startedAt'>, now: number): number {
  return Math.max(0, run.executionTime ?? (run.finishedAt ?? now) - run.startedAt)
}
