import { useQuery } from '@tanstack/react-query'
import { get, getAll } from './client'
import { keys } from './keys'
import type { Workflow, WorkflowSummary } from './types'

export function useWorkflows() {
  return useQuery({
    queryKey: keys.workflows,
    queryFn: ({ signal }) => getAll<WorkflowSummary>('/api/v1/workflows/?limit=200', signal),
    staleTime: 0,
  })
}

/** One workflow as the server has it now; never from the cache, because it is about to be edited. */
export function useWorkflow(id: string) {
  return useQuery({
    queryKey: keys.workflow(id),
    queryFn: ({ signal }) => get<Workflow>(`/api/v1/workflows/${id}/`, signal),
    staleTime: Infinity,
    gcTime: 0,
  })
}
