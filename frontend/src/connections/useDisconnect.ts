import { useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '@/api/keys'
import { asProblem } from '@/api/problem'
import { accountName } from '@/lib/accountName'
import type { Account } from '@/socket/messages'
import { socket } from '@/socket/socket'
import { useEditor } from '@/store/store'
import type { Provider } from './useProviders'

/** Ends a connection and says what became of the access at the provider. */
export function useDisconnect(provider: Provider) {
  const cache = useQueryClient()
  const notify = useEditor((state) => state.notify)
  return useMutation({
    mutationFn: (account: Account) => socket.request(`${provider.key}_logout`, { connection: account.id }),
    onSuccess: (reply, account) => {
      const name = accountName(account)
      notify({
        tone: 'success',
        text: `Disconnected ${name}. ${reply.detail}`,
      })
      void cache.invalidateQueries({ queryKey: keys.allAccounts })
    },
    onError: (error) => notify({ tone: 'error', text: `Not disconnected: ${asProblem(error).message}` }),
  })
}
