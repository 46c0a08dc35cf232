import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { post } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { GraphNode } from '@/lib/graph/types'

interface Preview {
  rules: string[]
  times: { at: string; words: string }[]
}

/** When a schedule is due next, in words, as it stands in the form. */
export function NextTimes({ node }: { node: GraphNode }) {
  const { rules = [], time_zone = 'UTC' } = useDeferredValue(node.parameters) as { rules?: unknown[]; time_zone?: string }
  const { data, error } = useQuery({
    queryKey: ['schedule', rules, time_zone],
    queryFn: ({ signal }) => post<Preview>('/api/v1/schedules/preview', { rules, time_zone }, signal),
    enabled: Array.isArray(rules) && rules.length > 0,
    retry: false,
    staleTime: 60_000,
  })
  if (rules.length === 0) return null
  return (
    <section aria-label="Next times" className="border-t px-4 pt-3 pb-3">
      <h3 className="mb-1 text-xs font-medium text-text-2">Next times</h3>
      {error && <p className="text-xs text-warning">{asProblem(error).message}</p>}
      {data && (
        <>
          <p className="text-xs text-text-2">{data.rules.join('; ')}</p>
          <ol className="tabular mt-1 flex flex-col gap-0.5 text-xs text-text-3">
            {data.times.map(({ at, words }) => (
              <li key={at}>{words}</li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}
