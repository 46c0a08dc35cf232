import { useQuery } from '@tanstack/react-query'
import { get, type Page } from './client'
import { keys } from './keys'
import type { Customer } from './types'

const contains = (text: string, words: string) => text.toLowerCase().includes(words.trim().toLowerCase())

/**
 * Customers whose name or key contains the words; the first 50 of them. Until the server has answered they are those
 * already shown that fit, so that nobody is chosen who was not meant.
 */
export function useCustomers(words: string, enabled = true) {
  return useQuery<Customer[]>({
    queryKey: keys.customers(words),
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ limit: '50', ...(words ? { search: words } : {}) })
      const page = await get<Page<Customer>>(`/api/v1/customers/?${query}`, signal)
      return page.results.filter((customer) => customer.is_active)
    },
    placeholderData: (known) =>
      known?.filter((customer) => contains(customer.name, words) || contains(customer.key, words)),
    enabled,
  })
}
