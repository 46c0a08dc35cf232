/** What the mock remembers while it runs. */
import { randomUUID } from 'node:crypto'

const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString()

const node = (id, type, name, x, y, parameters = {}, extra = {}) => ({
  id,
  type,
  name,
  position: { x, y },
  parameters,
  account_mode: 'owner',
  customer_id: null,
  connection: null,
  disabled: false,
  ...extra,
})

const edge = (source, target) => ({
  id: `e_${source}_${target}`,
  source,
  source_handle: 'main',
  target,
  target_handle: 'main',
})

const viewport = { x: 0, y: 0, zoom: 1 }

const weekly = {
  nodes: [
    node('n1', 'gmail.new_message', 'New message', 0, 120, { query: 'label:invoices' }),
    node('n2', 'gmail.search_messages', 'Search messages', 304, 120, { query: 'from:billing@acme.com newer_than:7d' }),
    node('n3', 'google_calendar.list_events', 'List events', 304, 248, {}),
    node('n4', 'gmail.send_message', 'Send message', 608, 120, {
      to: ['team@acme.com'],
      subject: 'Your weekly report',
      body: 'Hello,\n\nhere is what came in this week.',
    }),
    node('n5', 'slack.post_message', 'Post message', 608, 248, { text: 'The report is out.' }, { account_mode: 'customer' }),
    node('n6', 'google_calendar.delete_event', 'Delete event', 912, 120, { event_id: 'k2v9d0m1h7' }, { disabled: true }),
  ],
  edges: [edge('n1', 'n2'), edge('n1', 'n3'), edge('n2', 'n4'), edge('n3', 'n5'), edge('n4', 'n6')],
  viewport,
}

function large(count) {
  const types = ['gmail.search_messages', 'google_calendar.list_events', 'gmail.send_message', 'slack.post_message']
  const nodes = Array.from({ length: count }, (_, index) =>
    node(`n${index}`, types[index % types.length], `Step ${index + 1}`, (index % 40) * 304, Math.floor(index / 40) * 128, {
      query: `batch ${index}`,
    }),
  )
  const edges = nodes.slice(1).flatMap((each, index) => (each.position.x === 0 ? [] : [edge(`n${index}`, each.id)]))
  return { nodes, edges, viewport: { x: 40, y: 40, zoom: 0.5 } }
}

const workflow = (id, name, graph, minutes, revision) => ({
  id,
  name,
  revision,
  graph,
  created_at: ago(minutes * 30),
  updated_at: ago(minutes),
})

const account = (provider, customer, email, name, extra = {}) => ({
  id: randomUUID(),
  customer,
  provider,
  services: [],
  email,
  name,
  label: null,
  status: 'active',
  status_reason: null,
  scopes: ['https://mail.example/auth/mail.modify', 'https://calendar.example/auth/calendar.events'],
  expires_at: null,
  last_used_at: ago(3),
  connected_at: ago(9_000),
  is_default: true,
  ...extra,
})

export function freshState() {
  return {
    workflows: [
      workflow('11111111-1111-4111-8111-111111111111', 'Weekly report', weekly, 4, 12),
      workflow('22222222-2222-4222-8222-222222222222', 'Invoice inbox', { nodes: [], edges: [], viewport }, 190, 1),
      workflow('33333333-3333-4333-8333-333333333333', 'One thousand steps', large(1_000), 2_900, 3),
    ],
    customers: [
      ['globex', 'Globex GmbH', 'it@globex.example', 'globex.example'],
      ['acme', 'Acme Analytics', 'ops@acme.example', 'acme.example'],
      ['initech', 'Initech', 'hello@initech.example', ''],
      ['umbrella', 'Umbrella Health', 'admin@umbrella.example', 'umbrella.example'],
    ].map(([key, name, email, domain]) => ({
      key,
      name,
      email,
      domain,
      expected_accounts: [],
      any_account: false,
      is_active: true,
      metadata: {},
    })),
    connections: [
      account('google', null, 'you@machina.example', 'Jo Operator'),
      account('google', null, 'reports@machina.example', 'Reports', {
        is_default: false,
        status: 'needs_reconnect',
        status_reason: 'invalid_grant',
      }),
      account('slack', null, 'machina.slack.example', 'Machina HQ', { scopes: ['chat:write', 'channels:read'] }),
      account('google', 'acme', 'team@acme.example', 'Acme Team'),
    ],
    attempts: new Map(),
  }
}
