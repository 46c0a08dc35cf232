import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getAll, patch, post, remove } from './client'
import { keys } from './keys'
import type { Deployment } from './types'

const PLACE = '/api/v1/deployments/'

export function useDeployments(workflow: string) {
  return useQuery({
    queryKey: keys.deployments(workflow),
    queryFn: ({ signal }) => getAll<Deployment>(`${PLACE}?${new URLSearchParams({ workflow })}`, signal),
    staleTime: 0,
  })
}

export interface DeployRequest {
  workflow: string
  version: number
  /** Null for the owner. */
  customer: string | null
  variables: Record<string, unknown>
}

export function deploy({ customer, ...wanted }: DeployRequest): Promise<Deployment> {
  return post<Deployment>(PLACE, { ...wanted, ...(customer === null ? { account_mode: 'owner' } : { customer }) })
}

export type DeploymentDeed =
  | { what: 'pause' | 'remove'; id: string }
  | { what: 'resume'; id: string; catchUp: boolean }
  | { what: 'move'; id: string; version: number }

function done(deed: DeploymentDeed): Promise<Deployment | undefined> {
  switch (deed.what) {
    case 'pause':
      return post<Deployment>(`${PLACE}${deed.id}/pause`, {})
    case 'resume':
      return post<Deployment>(`${PLACE}${deed.id}/resume`, { catch_up: deed.catchUp })
    case 'move':
      return patch<Deployment>(`${PLACE}${deed.id}/`, { version: deed.version })
    case 'remove':
      return remove(`${PLACE}${deed.id}/`)
  }
}

export function useDeploymentDeed(workflow: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: done,
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: keys.deployments(workflow) })
      void cache.invalidateQueries({ queryKey: keys.versions(workflow) })
    },
  })
}
