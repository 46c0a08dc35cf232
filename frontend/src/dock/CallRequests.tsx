import { useCallRequests } from '@/api/useCallLog'
import type { VendorRequest } from '@/api/types'
import { formatDuration } from '@/lib/format/duration'
import { cx } from '@/ui/cx'
import { ErrorNote } from '@/ui/ErrorNote'
import { Spinner } from '@/ui/Spinner'

/** What the vendor was asked, one line for each attempt. */
export function CallRequests({ call }: { call: string }) {
  const { data, error, isPending, refetch } = useCallRequests(call)
  if (isPending) return <div className="px-8 py-1"><Spinner /></div>
  if (error) return <div className="px-8 py-1"><ErrorNote problem={error} onRetry={() => void refetch()} /></div>
  if (data.length === 0) return <p className="px-8 py-1 text-text-3">Its requests are not kept.</p>
  return (
    <ol aria-label="Requests to the vendor" className="mx-3 mb-1 ml-8 rounded-md border bg-sunken py-1 font-mono">
      {data.map((request, index) => (
        <li key={index} className={cx('flex gap-2 px-2 py-px', request.in_batch && 'pl-6')}>
          <span className="w-14 shrink-0 text-text-3">{request.method}</span>
          <span className="min-w-0 flex-1 break-all">{request.host}{request.path || ' (an address that was typed)'}</span>
          <span className="shrink-0 text-text-3">{more(request)}</span>
          <span className={cx('w-24 shrink-0 text-right', isGood(request) ? 'text-success' : 'text-error')}>
            {request.status ?? 'no answer'}
          </span>
          <span className="tabular w-16 shrink-0 text-right text-text-3">
            {request.duration === null ? '' : formatDuration(request.duration)}
          </span>
        </li>
      ))}
    </ol>
  )
}

function isGood({ status }: VendorRequest): boolean {
  return status !== null && status < 400
}

function more({ attempt, count, in_batch }: VendorRequest): string {
  const told = [attempt !== null && attempt > 1 && `attempt ${attempt}`, (in_batch || count > 1) && `× ${count}`]
  return told.filter(Boolean).join(', ')
}
