/** The accounts at several providers, each with the provider it is at. */
import { useQueries } from '@tanstack/react-query'
import { keys } from '@/api/keys'
import type { Account } from '@/socket/messages'
import { socket } from '@/socket/socket'
import type { Provider } from './useProviders'

export interface AccountAt {
  account: Account
  provider: Provider
}

export function useAccountsByProvider(providers: readonly Provider[], customer: string | null) {
  return useQueries({
    queries: providers.map(({ key }) => ({
      queryKey: keys.accounts(key, customer),
      queryFn: async () => {
        const reply = await socket.request(`${key}_oauth_status`, customer ? { customer_id: customer } : {})
        return reply.accounts
      },
    })),
    combine: (results) => ({
      found: results.flatMap((result, at) => {
        const provider = providers[at]
        return provider ? (result.data ?? []).map((account): AccountAt => ({ account, provider })) : []
      }),
      isPending: results.some((result) => result.isPending),
      error: results.find((result) => result.error)?.error ?? null,
      refetch: () => Promise.all(results.map((result) => result.refetch())),
    }),
  })
}
