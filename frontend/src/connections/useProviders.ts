/** The providers, as far as they have services here. */
import { useMemo } from 'react'
import type { Service } from '@/api/types'
import { useServices } from '@/api/useServices'
import { titleCase } from '@/lib/words'

export interface Provider {
  key: string
  name: string
  services: Service[]
}

export function providersOf(services: readonly Service[]): Provider[] {
  const found = new Map<string, Provider>()
  for (const service of services) {
    const provider = found.get(service.provider) ?? { key: service.provider, name: titleCase(service.provider), services: [] }
    provider.services.push(service)
    found.set(service.provider, provider)
  }
  return [...found.values()]
}

export function useProviders(): Provider[] {
  const { data } = useServices()
  return useMemo(() => providersOf(data ?? []), [data])
}
