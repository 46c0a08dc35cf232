/** Everything that is not the editor's own code goes to the Django server, as if the browser had asked it there. */
import type { ProxyOptions } from 'vite'

const PATHS = ['/api', '/accounts', '/admin', '/connect', '/sandbox', '/static', '/media', '/hooks']

export function backendProxy(target: string): Record<string, ProxyOptions> {
  const asTheBackend: ProxyOptions = {
    target,
    changeOrigin: true,
    configure: (proxy) => {
      proxy.on('proxyReq', (request) => {
        if (request.getHeader('origin')) request.setHeader('origin', target)
        if (request.getHeader('referer')) request.setHeader('referer', `${target}/`)
      })
    },
  }
  return {
    ...Object.fromEntries(PATHS.map((path) => [path, asTheBackend])),
    '/ws': { target, changeOrigin: true, ws: true, rewriteWsOrigin: true },
  }
}
