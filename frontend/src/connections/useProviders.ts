/** The providers that accounts can be connected at: by their services, or alone. */
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
    .filter((each) => each.credential !== 'none' && (each.services.length > 0 || services.some((service) => service.provider === each.key)))
    .map(({ key, name, icon_url }) => ({
      key,
      name,
      icon: icon_url,
      services: services.filter((service) => service.provider === key),
    }))
}

/** What links and the buttons to connect ask for at a provider: its services, or itself where it has none. */
export const askedFor = (provider: Provider) =>
  provider.services.length > 0 ? provider.services.map((service) => service.key) : [provider.key]

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
