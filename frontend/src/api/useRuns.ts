import { useInfiniteQuery, type QueryClient } from '@tanstack/react-query'
import { get, sameOrigin, type Page } from './client'
import { keys } from './keys'
import type { RunSummary } from './types'

const AT_ONCE = 50

/** The runs of a workflow, newest first, of one state or of all. */
export function useRuns(workflow: string, state: string | null) {
  return useInfiniteQuery({
    queryKey: keys.runs(workflow, state),
    initialPageParam: `/api/v1/runs/?${new URLSearchParams({ workflow, limit: String(AT_ONCE), ...(state ? { state } : {}) })}`,
    queryFn: ({ pageParam, signal }) => get<Page<RunSummary>>(pageParam, signal),
    getNextPageParam: (last) => (last.next ? sameOrigin(last.next) : null),
    staleTime: 0,
  })
}

const CALM_MS = 1_000
let timer: ReturnType<typeof setTimeout> | undefined

/** A run began or ended: the lists are asked for again, at most once a second. */
export function noteRunChange(cache: QueryClient): void {
  timer ??= setTimeout(() => {
    timer = undefined
    void cache.invalidateQueries({ queryKey: keys.allRuns })
  }, CALM_MS)
}
