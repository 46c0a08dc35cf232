/** The accounts at all providers together. */
import { useQueries } from '@tanstack/react-query'
import { keys } from '@/api/keys'
import type { Account } from '@/socket/messages'
import { socket } from '@/socket/socket'

export function useAllAccounts(providers: readonly string[], customer: string | null): Account[] {
  return useQueries({
    queries: providers.map((provider) => ({
      queryKey: keys.accounts(provider, customer),
      queryFn: async () => {
        const reply = await socket.request(`${provider}_oauth_status`, customer ? { customer_id: customer } : {})
        return reply.accounts
      },
    })),
    combine: (results) => results.flatMap((result) => result.data ?? []),
  })
}
