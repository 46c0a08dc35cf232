import { useQuery } from '@tanstack/react-query'
import { getAll } from './client'
import { keys } from './keys'
import type { ProblemError } from './problem'
import type { Approval } from './types'

/** What a run waits for a person to answer, oldest first. The socket says when that changes. */
export function useApprovals(run: string | null) {
  return useQuery<Approval[], ProblemError>({
    queryKey: keys.approvals(run),
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ run: run ?? '', state: 'open' })
      return (await getAll<Approval>(`/api/v1/approvals/?${query}`, signal)).reverse()
    },
    enabled: run !== null,
    staleTime: 0,
  })
}
