import { ArrowLeft, RotateCcw, Square } from 'lucide-react'
import { useCustomerName } from '@/api/useCustomerName'
import { formatDuration } from '@/lib/format/duration'
import { isRunOver, STATE_WORDS } from '@/lib/states'
import { retryRun } from '@/run/openRun'
import { stopRun } from '@/run/runWorkflow'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { RelativeTime } from '@/ui/RelativeTime'
import { StateGlyph } from '@/ui/StateGlyph'

/** Says that a run is looked at and not the drawing, and leads back. */
export function ViewBanner() {
  const viewed = useEditor((state) => state.viewed)
  const execution = useEditor((state) => state.execution)
  const leave = useEditor((state) => state.leaveRun)
  const customer = useCustomerName(viewed?.run.customer ?? null)
  if (!viewed || !execution) return null
  const { run } = viewed
  const { state, startedAt, finishedAt, reason } = execution
  return (
    <section
      aria-label="A run is shown"
      className="absolute top-3 left-1/2 z-10 flex max-w-[calc(100%-32px)] -translate-x-1/2 items-center gap-2.5 rounded-[10px] bg-raised py-1.5 pr-1.5 pl-3 shadow-float"
    >
      <StateGlyph state={state} />
      <p className="min-w-0 truncate text-xs">
        <span className="font-medium">{STATE_WORDS[state]}</span>
        <span className="text-text-2">
          {' · '}
          <RelativeTime at={run.created_at} />
          {finishedAt !== null && ` · ${formatDuration(Math.max(0, finishedAt - startedAt))}`}
          {` · ${run.version ? `version ${run.version}` : 'draft'} for ${customer ?? 'the owner'}`}
          {reason && ` · ${reason}`}
        </span>
      </p>
      {!isRunOver(state) && (
        <Button size="sm" icon={<Square size={11} fill="currentColor" />} onClick={() => void stopRun()}>
          Stop
        </Button>
      )}
      {isRunOver(state) && state !== 'succeeded' && (
        <Button size="sm" icon={<RotateCcw size={13} />} onClick={() => void retryRun(run.id)}>
          Try again
        </Button>
      )}
      <Button size="sm" look="primary" icon={<ArrowLeft size={13} />} onClick={leave}>
        Back to the drawing
      </Button>
    </section>
  )
}
