/** A small server that stands in for Django: `npm run build && npm run mock`, then open the printed address. */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { WebSocketServer } from 'ws'
import { CLOSING, consentPage, editorPage } from './mock/page.mjs'
import { answer, Problem } from './mock/rest.mjs'
import { accountsOf, reply } from './mock/socket.mjs'
import { freshState } from './mock/state.mjs'

const port = Number(process.env.PORT ?? 8130)
const origin = `http://127.0.0.1:${port}`
const dist = process.env.DIST ?? fileURLToPath(new URL('../dist', import.meta.url))
const icons = fileURLToPath(new URL('./mock/icons', import.meta.url))
let state = freshState()
const clients = new Set()

const KINDS = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', woff2: 'font/woff2', json: 'application/json' }

const push = (message) => {
  for (const client of clients) client.send(JSON.stringify(message))
}

async function body(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  return text && request.headers['content-type']?.includes('json') ? JSON.parse(text) : {}
}

async function staticFile(path, response) {
  const icon = /^\/static\/services\/(\w+)\/icon\.svg$/.exec(path)
  const clean = path.replace('/static/', '').replaceAll('..', '')
  const file = icon ? `${icons}/${icon[1]}.svg` : `${dist}/${clean}`
  const content = await readFile(file)
  response.writeHead(200, {
    'content-type': KINDS[file.split('.').at(-1)] ?? 'application/octet-stream',
    'cache-control': icon ? 'max-age=3600' : 'max-age=31536000, immutable',
  })
  response.end(content)
}

function consent(attemptId, request, response) {
  response.setHeader('content-type', 'text/html; charset=utf-8')
  if (request.method === 'GET') return response.end(consentPage(attemptId))
  const attempt = state.attempts.get(attemptId)
  const email = `person${state.connections.length}@machina.example`
  const connection = {
    id: randomUUID(), customer: attempt.customer, provider: attempt.provider, email, name: 'New account',
    services: [], label: null, status: 'active', status_reason: null, scopes: [], expires_at: null,
    last_used_at: null, connected_at: new Date().toISOString(),
    is_default: accountsOf(state, attempt.provider, attempt.customer).length === 0,
  }
  state.connections.push(connection)
  push({ type: `${attempt.provider}_oauth_complete`, success: true, connection: connection.id, customer_id: attempt.customer, email, status: 'active' })
  response.end(CLOSING)
}

async function route(request, response) {
  const url = new URL(request.url, origin)
  const path = url.pathname
  if (path.startsWith('/static/')) return staticFile(path, response)
  if (path.startsWith('/mock/consent/')) return consent(path.split('/').at(-1), request, response)
  if (path.startsWith('/api/v1/')) {
    const result = answer(request.method, path.slice('/api/v1/'.length), url.searchParams, await body(request), state)
    response.writeHead(result === undefined ? 204 : 200, { 'content-type': 'application/json' })
    return response.end(result === undefined ? undefined : JSON.stringify(result))
  }
  if (path === '/mock/reset') {
    state = freshState()
    return response.end('as new')
  }
  if (path === '/' || path.startsWith('/w/')) {
    const page = await editorPage(dist, port)
    response.writeHead(200, page.headers)
    return response.end(page.html)
  }
  throw new Problem(404, 'not_found', `There is no ${path}.`)
}

const server = createServer((request, response) => {
  route(request, response).catch((error) => {
    const problem = error instanceof Problem ? error : new Problem(error.code === 'ENOENT' ? 404 : 500, 'internal_error', String(error))
    response.writeHead(problem.status, { 'content-type': 'application/problem+json' })
    response.end(JSON.stringify(problem.body))
  })
})

new WebSocketServer({ server, path: '/ws/editor/' }).on('connection', (client) => {
  clients.add(client)
  client.on('close', () => clients.delete(client))
  client.on('message', async (data) => {
    const message = JSON.parse(data)
    const head = { type: `${message.type}_result`, request_id: message.request_id }
    try {
      const body = await reply(message, { state, push, origin })
      client.send(JSON.stringify({ ...head, success: !body.error, ...body }))
    } catch (error) {
      client.send(JSON.stringify({ ...head, success: false, error: error.error ?? { code: 'internal_error', detail: String(error) } }))
    }
  })
})

server.listen(port, '127.0.0.1', () => console.log(`Mock of the server: ${origin}/`))
