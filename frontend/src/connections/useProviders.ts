/** The providers that accounts can be connected at, as far as they have services here. */
import { useMemo } from 'react'
import type { ProviderFacts, Service } from '@/api/types'
import { useProviderFacts } from '@/api/useProviderFacts'
import { useServices } from '@/api/useServices'

export interface Provider {
  key: string
  name: string
  icon: string
  services: Service[]
}

export function providersOf(facts: readonly ProviderFacts[], services: readonly Service[]): Provider[] {
  return facts
    .filter((each) => each.credential !== 'none')
    .map(({ key, name, icon_url }) => ({
      key,
      name,
      icon: icon_url,
      services: services.filter((service) => service.provider === key),
    }))
    .filter((provider) => provider.services.length > 0)
}

/** With why they cannot be shown, and how to try again. */
export function useProviders() {
  const facts = useProviderFacts()
  const services = useServices()
  const providers = useMemo(() => providersOf(facts.data ?? [], services.data ?? []), [facts.data, services.data])
  return {
    providers,
    error: services.error ?? facts.error,
    isPending: services.isPending || facts.isPending,
    refetch: () => Promise.all([services.refetch(), facts.refetch()]),
  }
}
