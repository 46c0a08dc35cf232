import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get, type Page } from './client'
import { keys } from './keys'
import type { Customer } from './types'

/** Customers whose name or key contains the words; the first 50 of them. */
export function useCustomers(words: string, enabled = true) {
  return useQuery({
    queryKey: keys.customers(words),
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ limit: '50', ...(words ? { search: words } : {}) })
      const page = await get<Page<Customer>>(`/api/v1/customers/?${query}`, signal)
      return page.results.filter((customer) => customer.is_active)
    },
    placeholderData: keepPreviousData,
    enabled,
  })
}
