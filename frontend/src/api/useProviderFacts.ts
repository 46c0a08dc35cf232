import { useQuery } from '@tanstack/react-query'
import { titleCase } from '@/lib/words'
import { getAll } from './client'
import { keys } from './keys'
import type { ProviderFacts } from './types'

export function useProviderFacts() {
  return useQuery({
    queryKey: keys.providers,
    queryFn: ({ signal }) => getAll<ProviderFacts>('/api/v1/providers/', signal),
    staleTime: Infinity,
  })
}

/** What people call a provider; its key in words until the server has told. */
export function useProviderName(key: string): string {
  const { data } = useProviderFacts()
  return data?.find((provider) => provider.key === key)?.name ?? titleCase(key)
}
