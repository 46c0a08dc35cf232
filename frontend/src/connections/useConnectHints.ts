/** The callback page says that it is done. That is only a hint to ask the server again. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys } from '@/api/keys'

const CHANNEL = 'machina-oauth'

export function useConnectHints() {
  const cache = useQueryClient()
  useEffect(() => {
    const ask = () => void cache.invalidateQueries({ queryKey: keys.allAccounts })
    const onMessage = (event: MessageEvent) => {
      if (event.origin === window.location.origin && String(event.data?.type ?? '').startsWith(CHANNEL)) ask()
    }
    window.addEventListener('message', onMessage)
    const channel = new BroadcastChannel(CHANNEL)
    channel.onmessage = ask
    return () => {
      window.removeEventListener('message', onMessage)
      channel.close()
    }
  }, [cache])
}
