import { ChevronRight } from 'lucide-react'
import { memo, useState } from 'react'
import { formatClock } from '@/lib/format/time'
import { shownPart, toJson } from '@/lib/output/text'
import type { ConsoleEntry } from '@/store/consoleSlice'
import { useFlow } from '@/store/flowStore'
import { nodeById } from '@/store/selectors'
import { useEditor } from '@/store/store'
import { CopyButton } from '@/ui/CopyButton'
import { cx } from '@/ui/cx'

const COLOURS = { info: 'text-text-2', success: 'text-success', warning: 'text-warning', error: 'text-error' }
const MARKS = { info: '·', success: '✓', warning: '!', error: '✕' }

/** One event: time, node, what it says; the whole message when opened. */
export const ConsoleLine = memo(function ConsoleLine({ entry }: { entry: ConsoleEntry }) {
  const [open, setOpen] = useState(false)
  const name = useEditor((state) => nodeById(state, entry.nodeId)?.name ?? null)
  return (
    <div className="group/line">
      <div className="flex items-start gap-2 px-3 py-[3px] hover:bg-hover">
        <button
          type="button"
          aria-expanded={open}
          aria-label={`${open ? 'Close' : 'Open'} the message`}
          onClick={() => setOpen(!open)}
          className="mt-0.5 text-text-3"
        >
          <ChevronRight size={12} className={cx('transition-transform', open && 'rotate-90')} />
        </button>
        <time className="tabular shrink-0 text-text-3">{formatClock(entry.at)}</time>
        <span aria-hidden className={cx('w-3 shrink-0 text-center', COLOURS[entry.level])}>{MARKS[entry.level]}</span>
        {name && entry.nodeId && (
          <button type="button" className="max-w-40 shrink-0 truncate text-accent-text hover:underline" onClick={() => useFlow.getState().select([entry.nodeId ?? ''])}>
            {name}
          </button>
        )}
        <span className={cx('min-w-0 flex-1 break-words', COLOURS[entry.level])}>{entry.text}</span>
        <span className="shrink-0 text-text-3">{entry.type}</span>
      </div>
      {open && (
        <div className="relative mx-3 mb-1 ml-8 rounded-md border bg-sunken">
          <span className="absolute top-1 right-1"><CopyButton label="Copy the message" text={() => toJson(entry.payload)} /></span>
          <pre className="max-h-60 overflow-auto p-2 whitespace-pre-wrap text-text-2">{shownPart(toJson(entry.payload).slice(0, 20_000)).text}</pre>
        </div>
      )}
    </div>
  )
})
