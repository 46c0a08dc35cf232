import { formatDuration } from '@/lib/format/duration'
import { formatMoney, isZero } from '@/lib/format/money'
import { isRunOver, STATE_WORDS } from '@/lib/states'
import type { Execution } from '@/store/executionSlice'
import { useEditor } from '@/store/store'
import { StateGlyph } from '@/ui/StateGlyph'
import { useNow } from '@/ui/useNow'

/** The run of the workflow that is shown: how it goes, how long, why, and what it cost. */
export function ExecutionSummary({ execution }: { execution: Execution }) {
  const openDock = useEditor((state) => state.openDock)
  const { state, startedAt, finishedAt, reason, usage } = execution
  const now = useNow(200, !isRunOver(state))
  const price = usage?.price && usage.currency && !isZero(usage.price) ? formatMoney(usage.price, usage.currency) : null
  return (
    <button
      type="button"
      title={reason ? `Run: ${STATE_WORDS[state]}. ${reason}` : `Run: ${STATE_WORDS[state]}`}
      onClick={() => openDock('output')}
      className="flex h-7 min-w-0 items-center gap-2 rounded-[7px] px-2 text-xs hover:bg-hover"
    >
      <StateGlyph state={state} size={14} />
      <span className="shrink-0 font-medium">Run</span>
      {reason && <span className="max-w-80 truncate text-text-2">{reason}</span>}
      <span className="tabular shrink-0 text-text-3">{formatDuration(Math.max(0, (finishedAt ?? now) - startedAt))}</span>
      {price && <span className="tabular shrink-0 text-text-2">{price}</span>}
    </button>
  )
}
