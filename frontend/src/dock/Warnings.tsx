import { TriangleAlert } from 'lucide-react'

/** What is wrong with an output that came all the same, above the output. */
export function Warnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null
  return (
    <ul role="status" aria-label="Warnings" className="max-h-24 shrink-0 overflow-y-auto border-b bg-warning-soft px-3 py-2">
      {warnings.map((warning) => (
        <li key={warning} className="flex gap-2 text-xs text-text-2">
          <TriangleAlert size={13} className="mt-0.5 shrink-0 text-warning" aria-hidden />
          <span className="min-w-0 break-words">{warning}</span>
        </li>
      ))}
    </ul>
  )
}
