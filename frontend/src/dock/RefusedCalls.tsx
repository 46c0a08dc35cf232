import { ShieldX } from 'lucide-react'
import { useRefusedCalls } from '@/api/useRefusedCalls'
import { useEditor } from '@/store/store'
import { EmptyState } from '@/ui/EmptyState'
import { ErrorNote } from '@/ui/ErrorNote'
import { RelativeTime } from '@/ui/RelativeTime'
import { Spinner } from '@/ui/Spinner'

/** What was refused, also to others and before this page was opened; nothing of it was sent or charged. */
export function RefusedCalls() {
  const subject = useEditor((state) => state.subject)
  const { data, error, isPending, refetch } = useRefusedCalls(subject.mode === 'customer' ? subject.key : null)
  if (isPending) return <div className="p-4"><Spinner /></div>
  if (error) return <div className="p-3"><ErrorNote problem={error} onRetry={() => void refetch()} /></div>
  if (data.length === 0) {
    return (
      <EmptyState icon={<ShieldX size={16} />} title="Nothing was refused">
        A call that is not allowed or not possible appears here with the reason. It costs nothing.
      </EmptyState>
    )
  }
  return (
    <ul aria-label="Refused calls" className="min-h-0 flex-1 overflow-auto py-1 text-xs">
      {data.map((call) => (
        <li key={call.id} className="flex items-start gap-3 px-3 py-1 hover:bg-hover">
          <span className="w-28 shrink-0 truncate text-text-3"><RelativeTime at={call.created_at} /></span>
          <a
            href={`/admin/integrations/call/${call.id}/change/`}
            className="w-48 shrink-0 truncate font-mono text-accent-text hover:underline"
            title={call.operation}
          >
            {call.operation}
          </a>
          <span className="w-32 shrink-0 truncate text-text-2" title={call.actor ?? ''}>{call.actor?.split(':').slice(1).join(':')}</span>
          <span className="min-w-0 flex-1 break-words text-error">{call.error?.detail}</span>
        </li>
      ))}
    </ul>
  )
}
