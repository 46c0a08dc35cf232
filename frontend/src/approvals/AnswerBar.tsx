import { Hourglass } from 'lucide-react'
import type { Approval } from '@/api/types'
import { Button } from '@/ui/Button'
import { showApproval } from './showApproval'

/** Says that the run waits for an answer while something else of it is looked at, and leads there. */
export function AnswerBar({ approvals }: { approvals: readonly Approval[] }) {
  const first = approvals[0]
  if (!first) return null
  return (
    <div role="status" className="flex shrink-0 items-center gap-2 border-b bg-waiting-soft px-3 py-1 text-xs text-waiting">
      <Hourglass size={13} aria-hidden className="shrink-0" />
      <span className="min-w-0 flex-1 truncate" title={first.summary}>Waits for your answer. {first.summary}</span>
      <Button size="sm" onClick={() => showApproval(first.node_id)}>Answer</Button>
    </div>
  )
}
