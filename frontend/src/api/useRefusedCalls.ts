import { useQuery } from '@tanstack/react-query'
import { get, type Page } from './client'
import { keys } from './keys'
import type { ProblemError } from './problem'
import type { RefusedCall } from './types'

const NEWEST = 50

/** Calls that were refused before anything was sent, newest first: anybody's whom the person may see. */
export function useRefusedCalls(customer: string | null) {
  return useQuery<RefusedCall[], ProblemError>({
    queryKey: keys.refusedCalls(customer),
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ refused: 'true', limit: String(NEWEST), ...(customer ? { customer } : {}) })
      return (await get<Page<RefusedCall>>(`/api/v1/calls/?${query}`, signal)).results
    },
    staleTime: 0,
  })
}
