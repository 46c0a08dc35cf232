import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { LoggedCall } from '@/api/types'
import { formatDuration } from '@/lib/format/duration'
import { plural } from '@/lib/format/size'
import { cx } from '@/ui/cx'
import { RelativeTime } from '@/ui/RelativeTime'
import { StateGlyph } from '@/ui/StateGlyph'
import { CallRequests } from './CallRequests'

/** One call of the log; its requests when opened. */
export function CallRow({ call }: { call: LoggedCall }) {
  const [open, setOpen] = useState(false)
  return (
    <li>
      <div className="flex items-start gap-2 px-3 py-1 hover:bg-hover">
        <button
          type="button"
          aria-expanded={open}
          aria-label={`${open ? 'Close' : 'Open'} the requests of ${call.operation}`}
          disabled={call.request_count === 0}
          onClick={() => setOpen(!open)}
          className="mt-0.5 text-text-3 disabled:opacity-30"
        >
          <ChevronRight size={12} className={cx('transition-transform', open && 'rotate-90')} />
        </button>
        <StateGlyph state={call.state} size={13} />
        <span className="w-24 shrink-0 truncate text-text-3"><RelativeTime at={call.created_at} /></span>
        <a
          href={`/admin/integrations/call/${call.id}/change/`}
          className="w-48 shrink-0 truncate font-mono text-accent-text hover:underline"
          title={call.operation}
        >
          {call.operation}
        </a>
        <span className="tabular w-16 shrink-0 text-text-3">{formatDuration(call.execution_time)}</span>
        <span className="w-24 shrink-0 text-text-3">{call.refused ? 'refused' : plural(call.request_count, 'request')}</span>
        <span className="min-w-0 flex-1 break-words text-error">{call.error?.detail}</span>
      </div>
      {open && <CallRequests call={call.id} />}
    </li>
  )
}
