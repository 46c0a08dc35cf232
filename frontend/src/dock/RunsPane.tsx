import { History } from 'lucide-react'
import { useState } from 'react'
import { asProblem } from '@/api/problem'
import { useRuns } from '@/api/useRuns'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'
import { ErrorNote } from '@/ui/ErrorNote'
import { Segmented } from '@/ui/Segmented'
import { RunRow } from './RunRow'

type Filter = 'all' | 'running' | 'waiting' | 'succeeded' | 'failed'

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'running', label: 'Running' },
  { value: 'waiting', label: 'Waiting' },
  { value: 'succeeded', label: 'Succeeded' },
  { value: 'failed', label: 'Failed' },
] as const

/** The runs of this workflow, newest first: how each went, and the way to look at it, do it anew, or stop it. */
export function RunsPane() {
  const workflow = useEditor((state) => state.workflow?.id ?? '')
  const [filter, setFilter] = useState<Filter>('all')
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useRuns(workflow, filter === 'all' ? null : filter)
  const runs = data?.pages.flatMap((page) => page.results) ?? []
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-10 shrink-0 items-center gap-3 border-b px-3">
        <Segmented<Filter> label="Which runs" size="sm" value={filter} options={FILTERS} onChange={setFilter} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {error && (
          <div className="mx-auto max-w-xl p-4">
            <ErrorNote problem={asProblem(error)} onRetry={() => void refetch()} />
          </div>
        )}
        {isPending && !error && <div className="skeleton m-4 h-24" aria-label="Loading runs" />}
        {!isPending && !error && runs.length === 0 && (
          <EmptyState icon={<History size={16} />} title={filter === 'all' ? 'No runs yet' : 'None of these'}>
            Each run of this workflow is listed here, by whoever or whatever it was started.
          </EmptyState>
        )}
        {runs.length > 0 && (
          <table className="w-full table-fixed text-left text-xs">
            <thead className="sticky top-0 z-[1] bg-sunken text-text-3">
              <tr className="h-7">
                <th scope="col" className="w-32 px-3 font-medium">State</th>
                <th scope="col" className="w-24 px-2 font-medium">Began</th>
                <th scope="col" className="w-16 px-2 font-medium">Took</th>
                <th scope="col" className="w-24 px-2 font-medium">Started by</th>
                <th scope="col" className="w-32 px-2 font-medium">For</th>
                <th scope="col" className="w-20 px-2 font-medium">Of</th>
                <th scope="col" className="w-16 px-2 text-right font-medium">Price</th>
                <th scope="col" className="px-3 font-medium">Why</th>
                <th scope="col" className="w-10">
                  <span className="sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <RunRow key={run.id} run={run} />
              ))}
            </tbody>
          </table>
        )}
        {hasNextPage && (
          <div className="p-3 text-center">
            <Button size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              Show older ones
            </Button>
          </div>
        )}
      </div>
    </div>
  )
}
