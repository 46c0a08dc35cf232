/** The cache of what the server told. Refusals are not repeated; network failures are, twice. */
import { QueryClient } from '@tanstack/react-query'
import { ProblemError } from '@/api/problem'

function worthRepeating(count: number, error: unknown): boolean {
  if (error instanceof ProblemError && error.status !== null && error.status < 500) return false
  return count < 2
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: worthRepeating, retryDelay: (attempt) => 400 * 2 ** attempt, staleTime: 30_000, refetchOnWindowFocus: false },
  },
})
