import { TriangleAlert } from 'lucide-react'
import type { NodeProblem } from '@/run/readiness'
import { Tooltip } from '@/ui/Tooltip'

/** How many fields need attention; which ones, on hover. */
export function ProblemsBadge({ problems }: { problems: readonly NodeProblem[] }) {
  const list = (
    <ul className="list-disc pl-4">
      {problems.slice(0, 8).map((problem) => (
        <li key={problem.field}>{problem.words}</li>
      ))}
      {problems.length > 8 && <li>and {problems.length - 8} more</li>}
    </ul>
  )
  return (
    <Tooltip label={list} side="top">
      <span
        role="img"
        aria-label={`${problems.length} to complete`}
        className="tabular absolute -top-2 right-3 flex h-[17px] items-center gap-0.5 rounded-full border-2 border-canvas bg-warning-soft px-1.5 text-[10px] leading-none font-semibold text-warning"
      >
        <TriangleAlert size={9} strokeWidth={2.6} aria-hidden />
        {problems.length}
      </span>
    </Tooltip>
  )
}
