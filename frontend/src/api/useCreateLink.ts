import { useMutation } from '@tanstack/react-query'
import { post } from './client'
import type { ConnectLink, Verification } from './types'

export interface LinkRequest {
  customer: string
  services: string[]
  verification: Verification
  days: number
}

/** Make a link that a customer opens to connect accounts. Its address is told once. */
export function useCreateLink() {
  return useMutation({
    mutationFn: ({ customer, services, verification, days }: LinkRequest) =>
      post<ConnectLink>(`/api/v1/customers/${encodeURIComponent(customer)}/links/`, {
        services,
        verification,
        expires_in: days * 86_400,
      }),
  })
}
