import { useApprovals } from '@/api/useApprovals'
import type { Approval } from '@/api/types'
import type { EditorStore } from '@/store/store'
import { useEditor } from '@/store/store'

const NONE: readonly Approval[] = []

/** The run on the canvas of which a step waits, for whatever it may be. */
function waitingRun({ runs, execution }: EditorStore): string | null {
  const waits = Object.values(runs).find(
    ({ run, state, items }) =>
      (!execution || execution.run === run) && (state === 'waiting' || (items?.counts.waiting ?? 0) > 0),
  )
  return waits?.run ?? null
}

/** What a person is asked by the run on the canvas. */
export function useAsked(): readonly Approval[] {
  const run = useEditor(waitingRun)
  const { data } = useApprovals(run)
  return (run !== null && data) || NONE
}
