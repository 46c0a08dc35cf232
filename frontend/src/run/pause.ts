import { isFinal } from '@/lib/states'
import type { NodeRun } from '@/store/runSlice'

/** What a run that goes on waits for, as the server says it: the next attempt, when, and why. */
export function pauseOf(run: NodeRun | undefined): string | null {
  return run && !isFinal(run.state) ? run.message : null
}
