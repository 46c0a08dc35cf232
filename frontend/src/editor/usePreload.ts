/** Loads the parts that come later while nothing else is going on, so that they open at once and without a connection. */
import { useEffect } from 'react'

const PATIENCE_MS = 1_500

function loadParts() {
  const parts = [import('@/inspector/Inspector'), import('@/connections/ConnectionsPane'), import('@/ui/CodeEditor')]
  // What fails here is asked for again when it is opened, and says so then.
  void Promise.allSettled(parts)
}

export function usePreload() {
  useEffect(() => {
    if (!('requestIdleCallback' in window)) {
      const timer = setTimeout(loadParts, PATIENCE_MS)
      return () => clearTimeout(timer)
    }
    const handle = requestIdleCallback(loadParts, { timeout: PATIENCE_MS })
    return () => cancelIdleCallback(handle)
  }, [])
}
