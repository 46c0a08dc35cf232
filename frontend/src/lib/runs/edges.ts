/** What went along an edge in the run that is shown. */
import type { StepState } from '@/socket/messages'

/** Nothing yet; its end is at work; something went along; it was passed over. */
export type EdgeState = 'none' | 'active' | 'taken' | 'dead'

export function edgeState(source: StepState | undefined, target: StepState | undefined): EdgeState {
  if (source === undefined || target === undefined) return 'none'
  if (source === 'skipped' || target === 'skipped') return 'dead'
  return target === 'running' || target === 'queued' || target === 'waiting' ? 'active' : 'taken'
}
