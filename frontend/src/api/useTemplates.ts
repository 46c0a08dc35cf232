import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Graph } from '@/lib/graph/types'
import { getAll, post } from './client'
import { keys } from './keys'
import type { Workflow } from './types'

/** A workflow to begin with. */
export interface Template {
  key: string
  name: string
  description: string
  /** Keys of the services that it uses. */
  services: string[]
  graph: Graph
}

export function useTemplates() {
  return useQuery({
    queryKey: keys.templates,
    queryFn: ({ signal }) => getAll<Template>('/api/v1/templates/', signal),
    staleTime: Infinity,
  })
}

export function useUseTemplate() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: ({ key, name }: { key: string; name: string }) => post<Workflow>(`/api/v1/templates/${key}/use`, { name }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.workflows }),
  })
}
