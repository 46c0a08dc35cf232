/** One run with all its steps: of a long one the server sends the first, and the others page by page. */
import { get, getAll } from './client'
import type { RunDetail, StoredStep } from './types'

const MOST_PAGES = 100

export async function getRun(id: string): Promise<RunDetail> {
  const run = await get<RunDetail>(`/api/v1/runs/${id}/`)
  if (!run.next_steps) return run
  const others = await getAll<StoredStep>(run.next_steps, undefined, MOST_PAGES)
  return { ...run, steps: [...run.steps, ...others], next_steps: null }
}
