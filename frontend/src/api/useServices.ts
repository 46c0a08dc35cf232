import { useQuery } from '@tanstack/react-query'
import { getAll } from './client'
import { keys } from './keys'
import type { Service } from './types'

export function useServices() {
  return useQuery({
    queryKey: keys.services,
    queryFn: ({ signal }) => getAll<Service>('/api/v1/services/', signal),
    staleTime: Infinity,
  })
}
