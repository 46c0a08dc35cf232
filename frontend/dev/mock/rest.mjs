/** The REST routes that the editor uses, answered from memory. */
import { randomUUID } from 'node:crypto'
import { nodes, serviceResources } from './catalog.mjs'

const EMPTY = { nodes: [], edges: [], viewport: { x: 0, y: 0, zoom: 1 } }

export class Problem extends Error {
  constructor(status, code, detail, more = {}) {
    super(detail)
    this.status = status
    this.body = { type: 'about:blank', title: code, status, code, detail, ...more }
  }
}

const list = (results) => ({ results, next: null })
const summary = ({ graph: _graph, ...rest }) => rest

function find(items, value, key = 'id') {
  const found = items.find((item) => item[key] === value)
  if (!found) throw new Problem(404, 'not_found', `There is no ${value}.`)
  return found
}

const CHOICES = {
  labels: ['Inbox', 'Invoices', 'Important', 'Receipts', 'Team', 'Travel', 'Follow up'],
  calendars: ['primary', 'Team calendar', 'Holidays', 'Launches'],
  channels: ['#general', '#reports', '#support', '#random'],
  pages: ['Handbook', 'Roadmap', 'Meeting notes'],
}

function choices(key, field, body, state) {
  const node = find(nodes, key, 'type')
  const loader = node.ui_schema[field]?.options
  const connected = state.connections.some(
    (each) => each.provider === node.provider && each.customer === (body.customer ?? null) && each.status === 'active',
  )
  if (!connected) throw new Problem(409, 'not_connected', 'Connect an account first; its choices come from there.')
  const query = (body.query ?? '').toLowerCase()
  const options = (CHOICES[loader] ?? [])
    .filter((label) => label.toLowerCase().includes(query))
    .map((label) => ({ value: label.toLowerCase().replace(/\W+/g, '_'), label }))
  return { options, next: null }
}

/** Each route: method, pattern, answer. */
const ROUTES = [
  ['GET', /^nodes\/$/, () => list(nodes)],
  ['GET', /^services\/$/, () => list(serviceResources)],
  [
    'GET',
    /^customers\/$/,
    ({ state, query }) => {
      const words = (query.get('search') ?? '').toLowerCase()
      return list(state.customers.filter((each) => `${each.name} ${each.key}`.toLowerCase().includes(words)))
    },
  ],
  ['GET', /^workflows\/$/, ({ state }) => list(state.workflows.map(summary))],
  [
    'POST',
    /^workflows\/$/,
    ({ state, body }) => {
      const now = new Date().toISOString()
      const made = { id: randomUUID(), name: body.name, revision: 1, graph: body.graph ?? EMPTY, created_at: now, updated_at: now }
      state.workflows.unshift(made)
      return made
    },
  ],
  ['GET', /^workflows\/([^/]+)\/$/, ({ state, match }) => find(state.workflows, match[1])],
  ['PATCH', /^workflows\/([^/]+)\/$/, ({ state, match, body }) => summary(Object.assign(find(state.workflows, match[1]), { name: body.name }))],
  [
    'DELETE',
    /^workflows\/([^/]+)\/$/,
    ({ state, match }) => {
      state.workflows.splice(state.workflows.indexOf(find(state.workflows, match[1])), 1)
    },
  ],
  ['GET', /^connections\/$/, ({ state, query }) => list(state.connections.filter((each) => !query.get('customer') || each.customer === query.get('customer')))],
  [
    'POST',
    /^customers\/([^/]+)\/links\/$/,
    ({ state, match, body }) => {
      find(state.customers, match[1], 'key')
      if (!body.services?.length) throw new Problem(422, 'input_error', 'Choose a service.', { errors: [{ field: 'services', message: 'Choose at least one.' }] })
      return {
        id: randomUUID(),
        url: `https://machina.example/connect/${randomUUID().replaceAll('-', '')}/`,
        expires_at: new Date(Date.now() + 7 * 86_400_000).toISOString(),
        state: 'open',
      }
    },
  ],
  ['POST', /^operations\/([^/]+)\/options\/([^/]+)$/, ({ state, match, body }) => choices(match[1], match[2], body, state)],
]

export function answer(method, path, query, body, state) {
  for (const [verb, pattern, handler] of ROUTES) {
    const match = pattern.exec(path)
    if (match && verb === method) return handler({ state, match, body, query })
  }
  throw new Problem(404, 'not_found', `There is no ${path}.`)
}
