import { Eye, MoreHorizontal, RotateCcw, Square } from 'lucide-react'
import type { RunSummary } from '@/api/types'
import { useCustomerName } from '@/api/useCustomerName'
import { formatDuration } from '@/lib/format/duration'
import { formatMoney, isZero } from '@/lib/format/money'
import { isRunOver, STATE_WORDS } from '@/lib/states'
import { sentenceCase } from '@/lib/words'
import { cancelListedRun, openRun, retryRun } from '@/run/openRun'
import { useEditor } from '@/store/store'
import { cx } from '@/ui/cx'
import { IconButton } from '@/ui/IconButton'
import { Menu, MenuItem } from '@/ui/Menu'
import { RelativeTime } from '@/ui/RelativeTime'
import { StateGlyph } from '@/ui/StateGlyph'

function tookOf(run: RunSummary): string {
  const begun = run.started_at ?? run.created_at
  const took = run.duration ?? (run.finished_at ? Date.parse(run.finished_at) - Date.parse(begun) : null)
  return took === null ? '' : formatDuration(took)
}

function priceOf({ usage }: RunSummary): string {
  return usage?.price && usage.currency && !isZero(usage.price) ? formatMoney(usage.price, usage.currency) : ''
}

/** One run; a press on its state opens it on the canvas. */
export function RunRow({ run }: { run: RunSummary }) {
  const shown = useEditor((state) => state.viewed?.run.id === run.id)
  const customer = useCustomerName(run.customer)
  const isOver = isRunOver(run.state)
  const canRetry = isOver && run.state !== 'succeeded'
  return (
    <tr className={cx('h-8 border-b last:border-0 hover:bg-hover', shown && 'bg-accent-soft/60')}>
      <td className="px-1.5">
        <button
          type="button"
          aria-label={`Open the run that ${STATE_WORDS[run.state].toLowerCase()}`}
          aria-current={shown || undefined}
          onClick={() => void openRun(run.id)}
          className="flex h-7 w-full items-center gap-1.5 rounded-md px-1.5 text-left font-medium"
        >
          <StateGlyph state={run.state} size={14} />
          <span aria-hidden className="truncate">{STATE_WORDS[run.state]}</span>
        </button>
      </td>
      <td className="truncate px-2 text-text-2"><RelativeTime at={run.created_at} /></td>
      <td className="tabular truncate px-2 text-text-2">{tookOf(run)}</td>
      <td className="truncate px-2 text-text-2" title={run.started_by}>{sentenceCase(run.source)}</td>
      <td className="truncate px-2 text-text-2">{customer ?? 'Owner'}</td>
      <td className="tabular truncate px-2 text-text-2">{run.version ? `Version ${run.version}` : 'Draft'}</td>
      <td className="tabular truncate px-2 text-right text-text-2">{priceOf(run)}</td>
      <td className="truncate px-3 text-text-2" title={run.reason ?? undefined}>{run.reason}</td>
      <td className="px-1">
        <Menu
          trigger={
            <IconButton label="Actions for this run" size="sm">
              <MoreHorizontal size={15} />
            </IconButton>
          }
        >
          <MenuItem icon={<Eye size={14} />} onSelect={() => void openRun(run.id)}>Open on the canvas</MenuItem>
          <MenuItem icon={<RotateCcw size={14} />} disabled={!canRetry} onSelect={() => void retryRun(run.id)}>
            Try again from where it failed
          </MenuItem>
          <MenuItem icon={<Square size={14} />} disabled={isOver} onSelect={() => void cancelListedRun(run.id)}>Stop</MenuItem>
        </Menu>
      </td>
    </tr>
  )
}
