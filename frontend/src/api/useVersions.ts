import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { get, getAll, post } from './client'
import { keys } from './keys'
import type { VersionDetail, VersionSummary, Workflow } from './types'

const versionsOf = (workflow: string) => `/api/v1/workflows/${workflow}/versions/`

/** What was published of a workflow, newest first. */
export function useVersions(workflow: string) {
  return useQuery({
    queryKey: keys.versions(workflow),
    queryFn: ({ signal }) => getAll<VersionSummary>(versionsOf(workflow), signal),
    staleTime: 0,
  })
}

/** A version with its drawing, which never changes. */
export function useVersion(workflow: string, number: number | null) {
  return useQuery({
    queryKey: [...keys.versions(workflow), number],
    queryFn: ({ signal }) => get<VersionDetail>(`${versionsOf(workflow)}${number}/`, signal),
    enabled: number !== null,
  })
}

export function usePublish(workflow: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (note: string) => post<{ version: number }>(`/api/v1/workflows/${workflow}/publish`, { note }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.versions(workflow) }),
  })
}

/** The drawing becomes what a version was; `base` is the revision that gives way. */
export function useRestore(workflow: string) {
  return useMutation({
    mutationFn: ({ version, base }: { version: number; base: number }) =>
      post<Workflow>(`${versionsOf(workflow)}${version}/restore`, { base }),
  })
}
