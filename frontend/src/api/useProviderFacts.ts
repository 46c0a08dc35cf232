import { useQuery } from '@tanstack/react-query'
import { titleCase } from '@/lib/words'
import { getAll } from './client'
import { keys } from './keys'
import type { CredentialKind, ProviderFacts } from './types'

export function useProviderFacts() {
  return useQuery({
    queryKey: keys.providers,
    queryFn: ({ signal }) => getAll<ProviderFacts>('/api/v1/providers/', signal),
    staleTime: Infinity,
  })
}

/** How its accounts are connected; by consent until the server has told. */
export function useCredentialKind(key: string): CredentialKind {
  const { data } = useProviderFacts()
  return data?.find((provider) => provider.key === key)?.credential ?? 'oauth2'
}

/** What people call a provider; its key in words until the server has told. */
export function useProviderName(key: string): string {
  const { data } = useProviderFacts()
  return data?.find((provider) => provider.key === key)?.name ?? titleCase(key)
}
