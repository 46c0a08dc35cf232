import { formatDuration } from '@/lib/format/duration'
import { isFinal } from '@/lib/states'
import { useEditor } from '@/store/store'
import { StateGlyph } from '@/ui/StateGlyph'
import { useNow } from '@/ui/useNow'

/** How the last run of a node went: glyph and time. */
export function NodeState({ nodeId }: { nodeId: string }) {
  const run = useEditor((state) => state.runs[nodeId])
  const open = run !== undefined && !isFinal(run.state)
  const now = useNow(200, open)
  if (!run) return null
  const took = run.executionTime ?? (run.finishedAt ?? now) - run.startedAt
  return (
    <span className="flex shrink-0 flex-col items-end gap-0.5" title={run.message ?? run.error?.detail}>
      <StateGlyph state={run.state} />
      <span className="tabular text-2xs leading-3 text-text-3">{formatDuration(Math.max(0, took))}</span>
    </span>
  )
}
