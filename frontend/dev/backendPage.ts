/** In development, take the page's bootstrap data from the Django server and the code from Vite. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin, ViteDevServer } from 'vite'

const BOOTSTRAP = /<script[^>]*id="bootstrap"[^>]*>[\s\S]*?<\/script>/

function page(bootstrap: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Machina</title>
  </head>
  <body>
    <div id="root"></div>
    ${bootstrap}
    <script type="module" src="/src/main.tsx"></script>
  </body>
</html>`
}

async function answer(vite: ViteDevServer, backend: string, request: IncomingMessage, response: ServerResponse) {
  const url = request.url ?? '/'
  const upstream = await fetch(backend + url, {
    headers: { cookie: request.headers.cookie ?? '', accept: 'text/html' },
    redirect: 'manual',
  })
  for (const cookie of upstream.headers.getSetCookie()) response.appendHeader('set-cookie', cookie)
  const location = upstream.headers.get('location')
  if (location) {
    response.writeHead(upstream.status, { location: location.replace(backend, '') }).end()
    return
  }
  const html = await upstream.text()
  const bootstrap = BOOTSTRAP.exec(html)?.[0]
  if (!bootstrap) {
    response.writeHead(upstream.status, { 'content-type': 'text/html' }).end(html)
    return
  }
  response.writeHead(200, { 'content-type': 'text/html' }).end(await vite.transformIndexHtml(url, page(bootstrap)))
}

export function backendPage(backend: string): Plugin {
  return {
    name: 'machina-backend-page',
    apply: 'serve',
    configureServer(vite) {
      vite.middlewares.use((request, response, next) => {
        const path = (request.url ?? '/').split('?')[0] ?? '/'
        if (path !== '/' && !path.startsWith('/w/')) return next()
        answer(vite, backend, request, response).catch((error: unknown) => {
          response
            .writeHead(502, { 'content-type': 'text/plain' })
            .end(`The server at ${backend} does not answer (${String(error)}). Start it, or set BACKEND.`)
        })
      })
    },
  }
}
