/** Connected accounts and services for tests. */
import type { ProviderFacts, Service } from '@/api/types'
import type { Account } from '@/socket/messages'

export function makeAccount(id: string, change: Partial<Account> = {}): Account {
  return {
    id,
    email: `${id}@acme.example`,
    name: null,
    status: 'active',
    status_reason: null,
    scopes: [],
    is_default: false,
    ...change,
  }
}

export function makeService(key: string, change: Partial<Service> = {}): Service {
  return {
    key,
    name: key,
    provider: 'courier',
    color: '#000000',
    icon_url: '',
    documentation_url: '',
    operations: [],
    triggers: [],
    grade: null,
    ...change,
  }
}

export function makeProvider(key: string, change: Partial<ProviderFacts> = {}): ProviderFacts {
  return {
    key,
    name: key,
    icon_url: '',
    credential: 'oauth2',
    fields: [],
    base_url: null,
    services: [],
    is_configured: true,
    ...change,
  }
}
