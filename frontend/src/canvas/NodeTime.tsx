import { formatDuration } from '@/lib/format/duration'
import { ended } from '@/lib/runs/items'
import { isFinal } from '@/lib/states'
import { tookMs } from '@/run/took'
import { useEditor } from '@/store/store'
import { useNow } from '@/ui/useNow'

/** How long the last run of a node took, or takes so far. */
export function NodeTime({ nodeId }: { nodeId: string }) {
  const run = useEditor((state) => state.runs[nodeId])
  const now = useNow(200, run !== undefined && !isFinal(run.state))
  if (!run) return null
  if (run.items) {
    const { done, total } = ended(run.items)
    const words = done === total ? `${total} ×` : `${done}/${total}`
    return (
      <span title={`${done} of ${total} items done`} className="tabular shrink-0 text-2xs leading-4 text-text-3">
        {words}
      </span>
    )
  }
  return <span className="tabular shrink-0 text-2xs leading-4 text-text-3">{formatDuration(tookMs(run, now))}</span>
}
