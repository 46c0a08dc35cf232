import { useQuery } from '@tanstack/react-query'
import { keys } from '@/api/keys'
import type { Account } from '@/socket/messages'
import { socket } from '@/socket/socket'

/** Accounts at one provider, of the owner (`null`) or of a customer. */
export function useAccounts(provider: string, customer: string | null, enabled = true) {
  return useQuery<Account[]>({
    queryKey: keys.accounts(provider, customer),
    queryFn: async () => {
      const reply = await socket.request(`${provider}_oauth_status`, customer ? { customer_id: customer } : {})
      return reply.accounts
    },
    enabled: enabled && provider !== '',
  })
}
