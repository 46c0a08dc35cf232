import type { WorkflowSummary } from '@/api/types'
import { WorkflowRow } from './WorkflowRow'

/** The list; `null` while it loads. */
export function WorkflowTable({ workflows, words }: { workflows: WorkflowSummary[] | null; words: string }) {
  return (
    <div className="overflow-hidden rounded-xl border bg-surface shadow-card">
      <table className="w-full table-fixed text-left">
        <thead>
          <tr className="h-9 border-b bg-sunken text-xs text-text-3">
            <th scope="col" className="px-4 font-medium">Name</th>
            <th scope="col" className="w-44 px-4 font-medium">Changed</th>
            <th scope="col" className="w-28 px-4 font-medium">Revision</th>
            <th scope="col" className="w-14">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {workflows?.map((workflow) => <WorkflowRow key={workflow.id} workflow={workflow} />)}
          {workflows === null &&
            [0, 1, 2, 3].map((row) => (
              <tr key={row} className="h-12 border-b last:border-0">
                <td className="px-4"><div className="skeleton h-3.5 w-48" /></td>
                <td className="px-4"><div className="skeleton h-3.5 w-24" /></td>
                <td className="px-4"><div className="skeleton h-3.5 w-8" /></td>
                <td />
              </tr>
            ))}
          {workflows?.length === 0 && (
            <tr>
              <td colSpan={4} className="px-4 py-8 text-center text-text-2">
                No workflow is called “{words}”.
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}
