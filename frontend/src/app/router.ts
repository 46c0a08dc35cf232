/** Two addresses: the list at `/`, a workflow at `/w/<id>`. */
import { useSyncExternalStore } from 'react'

export type Route = { page: 'home' } | { page: 'workflow'; id: string } | { page: 'unknown' }

export function parseRoute(path: string): Route {
  if (path === '/' || path === '') return { page: 'home' }
  const match = /^\/w\/([^/]+)\/?$/.exec(path)
  return match?.[1] ? { page: 'workflow', id: decodeURIComponent(match[1]) } : { page: 'unknown' }
}

const listeners = new Set<() => void>()

function subscribe(listener: () => void) {
  listeners.add(listener)
  window.addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('popstate', listener)
  }
}

export function navigate(path: string): void {
  if (path !== window.location.pathname) window.history.pushState(null, '', path)
  for (const listener of listeners) listener()
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => window.location.pathname))
}

export const workflowPath = (id: string) => `/w/${encodeURIComponent(id)}`
