import type { Approval } from '@/api/types'
import { ApprovalCard } from './ApprovalCard'

/** What a run waits for a person to answer. */
export function ApprovalList({ approvals }: { approvals: readonly Approval[] }) {
  return (
    <section aria-label="Waits for your answer" className="h-full overflow-y-auto p-4">
      <div className="mx-auto flex max-w-2xl flex-col gap-3">
        <h2 className="text-sm text-waiting">
          {approvals.length === 1 ? 'Before it goes on, a person is asked.' : `Before it goes on, a person is asked ${approvals.length} times.`}
        </h2>
        {approvals.map((approval) => (
          <ApprovalCard key={approval.id} approval={approval} />
        ))}
      </div>
    </section>
  )
}
