import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Graph } from '@/lib/graph/types'
import { patch, post, remove } from './client'
import { keys } from './keys'
import type { Workflow, WorkflowSummary } from './types'

export function useCreateWorkflow() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (made: { name: string; graph?: Graph }) => post<Workflow>('/api/v1/workflows/', made),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.workflows }),
  })
}

export function useRenameWorkflow() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) =>
      patch<WorkflowSummary>(`/api/v1/workflows/${id}/`, { name }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.workflows }),
  })
}

export function useDeleteWorkflow() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => remove(`/api/v1/workflows/${id}/`),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.workflows }),
  })
}
