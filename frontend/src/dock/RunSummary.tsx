import { formatDuration } from '@/lib/format/duration'
import { formatMoney, isZero, sumMoney } from '@/lib/format/money'
import { isFinal, STATE_WORDS } from '@/lib/states'
import { tookMs } from '@/run/took'
import { ExecutionSummary } from './ExecutionSummary'
import { useFlow } from '@/store/flowStore'
import { nodeById } from '@/store/selectors'
import { useEditor } from '@/store/store'
import { StateGlyph } from '@/ui/StateGlyph'
import { useNow } from '@/ui/useNow'

export function RunSummary() {
  const execution = useEditor((state) => state.execution)
  return execution ? <ExecutionSummary execution={execution} /> : <NodeSummary />
}

/** The last run of a node: how it went, how long it took, what it cost, and what all runs here cost together. */
function NodeSummary() {
  const node = useEditor((state) => nodeById(state, state.lastRunNode))
  const runs = useEditor((state) => state.runs)
  const openDock = useEditor((state) => state.openDock)
  const run = node ? runs[node.id] : undefined
  const open = run !== undefined && !isFinal(run.state)
  const now = useNow(200, open)
  if (!node || !run) return null

  const usages = Object.values(runs).flatMap((each) => (each.usage ? [each.usage] : []))
  const currency = usages[0]?.currency ?? 'USD'
  const total = sumMoney(usages.filter((usage) => usage.currency === currency).map((usage) => usage.price))
  return (
    <button
      type="button"
      title={`Last run: ${STATE_WORDS[run.state]}`}
      onClick={() => {
        useFlow.getState().select([node.id])
        openDock('output')
      }}
      className="flex h-7 min-w-0 items-center gap-2 rounded-[7px] px-2 text-xs hover:bg-hover"
    >
      <StateGlyph state={run.state} size={14} />
      <span className="max-w-44 truncate font-medium">{node.name}</span>
      <span className="tabular text-text-3">{formatDuration(tookMs(run, now))}</span>
      {run.usage && <span className="tabular text-text-2">{formatMoney(run.usage.price, run.usage.currency)}</span>}
      {usages.length > 1 && !isZero(total) && (
        <span className="tabular text-text-3">· {formatMoney(total, currency)} together</span>
      )}
    </button>
  )
}
