import { CalendarClock, Webhook, Zap } from 'lucide-react'
import type { DeployedTrigger } from '@/api/types'
import { nodeOf } from '@/store/selectors'
import { useEditor } from '@/store/store'
import { CopyButton } from '@/ui/CopyButton'
import { RelativeTime } from '@/ui/RelativeTime'

function whenNext(at: string): string {
  return new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at))
}

/** One way by which a deployment starts: its address with its secret while that is known, or when it is due. */
export function TriggerLine({ trigger }: { trigger: DeployedTrigger }) {
  const name = useEditor((state) => nodeOf(state.history.present, trigger.node)?.name ?? trigger.type)
  const { url, secret, next_run_at, last_event_at, error, gap } = trigger
  const Icon = url ? Webhook : next_run_at ? CalendarClock : Zap
  return (
    <li className="flex flex-col gap-1 text-xs">
      <span className="flex min-w-0 items-center gap-2">
        <Icon size={13} aria-hidden className="shrink-0 text-text-3" />
        <span className="shrink-0 font-medium">{name}</span>
        {url && (
          <>
            <code className="min-w-0 flex-1 truncate font-mono text-2xs text-text-2">{url}</code>
            <CopyButton label={`Copy the address of ${name}`} text={() => url} />
          </>
        )}
        {next_run_at && <span className="text-text-2">next {whenNext(next_run_at)}</span>}
        {!url && !next_run_at && <span className="text-text-2">{trigger.state}</span>}
        {last_event_at && (
          <span className="text-text-3">
            last <RelativeTime at={last_event_at} />
          </span>
        )}
      </span>
      {secret && (
        <span className="flex min-w-0 items-center gap-2 rounded-md bg-warning-soft px-2 py-1 text-warning">
          <span className="shrink-0">Its secret, shown only now:</span>
          <code className="min-w-0 flex-1 truncate font-mono text-2xs">{secret}</code>
          <CopyButton label={`Copy the secret of ${name}`} text={() => secret} />
        </span>
      )}
      {(error || gap) && <span className="text-error">{error ?? gap}</span>}
    </li>
  )
}
