import { useQuery } from '@tanstack/react-query'
import { get, type Page } from './client'
import { keys } from './keys'
import type { ProblemError } from './problem'
import type { LoggedCall, VendorRequest } from './types'

const NEWEST = 50

/** The newest calls that have these words in what the log says of them. */
export function useCallLog(customer: string | null, words: string) {
  return useQuery<LoggedCall[], ProblemError>({
    queryKey: keys.callLog(customer, words),
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ limit: String(NEWEST), ...(customer ? { customer } : {}), ...(words ? { q: words } : {}) })
      return (await get<Page<LoggedCall>>(`/api/v1/calls/?${query}`, signal)).results
    },
    staleTime: 0,
  })
}

/** What one call asked the vendor. */
export function useCallRequests(call: string) {
  return useQuery<VendorRequest[], ProblemError>({
    queryKey: keys.call(call),
    queryFn: async ({ signal }) => (await get<{ requests: VendorRequest[] }>(`/api/v1/calls/${call}/`, signal)).requests,
    staleTime: 0,
  })
}
