/** JSON over fetch with the session's cookie and CSRF header; refusals become ProblemError. */
import { bootstrap } from '@/app/bootstrap'
import { offline, ProblemError } from './problem'

export interface Page<T> {
  results: T[]
  next: string | null
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** What a refusal says: nothing when it is a page of a proxy, or breaks off. */
async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  try {
    return ((await response.json()) as Record<string, unknown> | null) ?? {}
  } catch {
    return {}
  }
}

async function problemOf(response: Response): Promise<ProblemError> {
  const body = await bodyOf(response)
  const after = Number(response.headers.get('retry-after'))
  return new ProblemError({
    title: `The server answered ${response.status}.`,
    ...body,
    ...(after > 0 && body.retry_after === undefined ? { retry_after: after } : {}),
    status: response.status,
  })
}

export async function request<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, {
      method,
      signal,
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json',
        ...(method === 'GET' ? {} : { 'X-CSRFToken': bootstrap.csrf }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw offline('The server cannot be reached. Check your connection and try again.')
  }
  if (!response.ok) throw await problemOf(response)
  return (response.status === 204 ? undefined : await response.json()) as T
}

export const get = <T>(path: string, signal?: AbortSignal) => request<T>('GET', path, undefined, signal)
export const post = <T>(path: string, body: unknown, signal?: AbortSignal) => request<T>('POST', path, body, signal)
export const patch = <T>(path: string, body: unknown) => request<T>('PATCH', path, body)
export const remove = (path: string) => request<undefined>('DELETE', path)

const MOST_PAGES = 20

/** All entries of a list, page after page. */
export async function getAll<T>(path: string, signal?: AbortSignal, most = MOST_PAGES): Promise<T[]> {
  const all: T[] = []
  let next: string | null = path
  for (let page = 0; next && page < most; page += 1) {
    const answer: Page<T> = await get<Page<T>>(sameOrigin(next), signal)
    all.push(...answer.results)
    next = answer.next
  }
  return all
}

/** The next page's address as a path: behind a proxy the server may name another host. */
export function sameOrigin(address: string): string {
  const url = new URL(address, window.location.origin)
  return url.pathname + url.search
}
