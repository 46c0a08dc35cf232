import { useQuery } from '@tanstack/react-query'
import { getAll } from './client'
import { keys } from './keys'
import type { NodeType } from './types'

/** Every kind of node there is. It changes only when the server is updated. */
export function useNodes() {
  return useQuery({
    queryKey: keys.nodes,
    queryFn: ({ signal }) => getAll<NodeType>('/api/v1/nodes/', signal),
    staleTime: Infinity,
  })
}
