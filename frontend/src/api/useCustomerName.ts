import { useQuery } from '@tanstack/react-query'
import { get } from './client'
import { keys } from './keys'
import type { Customer } from './types'

const FRESH_MS = 5 * 60_000

/** What a customer is called; the key until that is known, and of a customer that is gone. */
export function useCustomerName(key: string | null): string | null {
  const { data } = useQuery<Customer>({
    queryKey: keys.customer(key),
    queryFn: ({ signal }) => get<Customer>(`/api/v1/customers/${encodeURIComponent(key ?? '')}/`, signal),
    enabled: key !== null,
    staleTime: FRESH_MS,
    retry: false,
  })
  return data?.name ?? key
}
