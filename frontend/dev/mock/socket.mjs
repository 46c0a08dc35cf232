/** The editor's socket: each message as the contract says, with delays that let states be seen. */
import { randomUUID } from 'node:crypto'
import { nodes } from './catalog.mjs'
import { outputOf } from './outputs.mjs'

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

class Refusal extends Error {
  constructor(code, detail, more = {}) {
    super(detail)
    this.error = { code, detail, ...more }
  }
}

const accountOf = ({ id, email, name, status, status_reason, scopes, is_default }) => ({
  id, email, name, status, status_reason, scopes, is_default,
})

export function accountsOf(state, provider, customer) {
  return state.connections.filter(
    (each) => each.provider === provider && each.customer === (customer ?? null) && each.status !== 'revoked',
  )
}

/** How a trial asks for a failure: by a word in any parameter. */
function failureIn(parameters) {
  const text = JSON.stringify(parameters)
  if (text.includes('please fail')) return new Refusal('remote_rejected', 'The mailbox refused the search: "please fail" is not a query it understands.', { vendor_status: 400 })
  if (text.includes('please lose')) return new Refusal('outcome_unknown', 'The answer got lost. The message may have been sent; look in the mailbox before you send it again.')
  if (text.includes('please wrong')) return new Refusal('input_error', 'Two fields are wrong.', { errors: [{ field: 'query', message: 'This search is not allowed here.' }, { field: 'to.0', message: 'The mailbox does not exist.' }] })
  return null
}

async function executeNode(message, { state, push }) {
  const node = nodes.find((each) => each.type === message.node_type)
  if (!node) throw new Refusal('not_found', `There is no operation ${message.node_type}.`)
  if (message.account_mode === 'customer' && !message.customer_id) {
    throw new Refusal('input_error', 'Choose a customer.', { errors: [{ field: 'customer_id', message: 'Required.' }] })
  }
  const accounts = accountsOf(state, node.provider, message.customer_id)
  if (!accounts.some((each) => each.status === 'active')) {
    throw new Refusal('not_connected', `No account of ${node.provider} is connected here. Connect one, then run again.`)
  }
  const run = randomUUID()
  const step = randomUUID()
  const { node_id, workflow } = message
  let number = 0
  const report = (value, text) => {
    number += 1
    state.position = (state.position ?? 0) + 1
    push({
      type: 'node_status',
      run,
      step,
      workflow,
      node_id,
      state: value,
      ...(text ? { message: text } : {}),
      at: new Date().toISOString(),
      number,
      position: state.position,
    })
  }
  const started = Date.now()
  state.cancelled ??= new Set()
  report('queued')
  await wait(120)
  report('running')
  const slow = JSON.stringify(message.parameters).includes('please wait')
  for (let tick = 0; tick < (slow ? 100 : 8); tick += 1) {
    await wait(100)
    if (state.cancelled.has(run)) {
      report('cancelled')
      return { run, step, state: 'cancelled', node_id, execution_time: Date.now() - started }
    }
  }
  const refusal = failureIn(message.parameters)
  const execution_time = Date.now() - started
  if (refusal) {
    const failed = refusal.error.code === 'outcome_unknown' ? 'outcome_unknown' : 'failed'
    report(failed, refusal.message)
    return { run, step, state: failed, node_id, execution_time, error: refusal.error }
  }
  const result = outputOf(node, message.parameters)
  const usage = { id: randomUUID(), operation: node.type, pricing_key: node.price.key, quantity: '1', unit: 'call', cost: '0', price: node.price.price, currency: 'USD' }
  report('succeeded')
  push({ type: 'node_output', run, step, node_id, output: result })
  push({ type: 'usage_recorded', usage, customer_id: message.customer_id ?? null })
  return { run, step, state: 'succeeded', node_id, result, usage, execution_time }
}

function saveWorkflow(message, { state }) {
  const workflow = state.workflows.find((each) => each.id === message.workflow)
  if (!workflow) throw new Refusal('not_found', 'This workflow was deleted.')
  if (workflow.revision !== message.base) {
    throw new Refusal('conflict', 'A newer version was saved.', { newer: { revision: workflow.revision, graph: workflow.graph } })
  }
  Object.assign(workflow, { graph: message.graph, revision: workflow.revision + 1, updated_at: new Date().toISOString() })
  return { revision: workflow.revision }
}

function login(provider, message, { state, origin }) {
  const attempt = randomUUID()
  state.attempts.set(attempt, { provider, customer: message.customer_id ?? null })
  return { url: `${origin}/mock/consent/${attempt}` }
}

function status(provider, message, { state }) {
  const accounts = accountsOf(state, provider, message.customer_id)
  return { connected: accounts.some((each) => each.status === 'active'), accounts: accounts.map(accountOf) }
}

function logout(provider, message, { state, push }) {
  const connection = state.connections.find((each) => each.id === message.connection)
  if (!connection) throw new Refusal('not_found', 'There is no such connection.')
  connection.status = 'revoked'
  push({ type: 'connection_status', connection: connection.id, customer_id: connection.customer, provider, status: 'revoked', status_reason: null })
  return { connection: connection.id, revoked_at_provider: true }
}

const PROVIDER_MESSAGE = /^(\w+?)_(oauth_login|oauth_status|logout)$/

export async function reply(message, context) {
  switch (message.type) {
    case 'ping':
      return {}
    case 'subscribe':
      return { position: context.state.position ?? 0 }
    case 'execute_node':
      return executeNode(message, context)
    case 'cancel_execution':
      context.state.cancelled.add(message.run)
      return { state: 'cancelled' }
    case 'save_workflow':
      await wait(150)
      return saveWorkflow(message, context)
  }
  const match = PROVIDER_MESSAGE.exec(message.type)
  if (!match) throw new Refusal('unknown_message', `There is no message ${message.type}.`)
  await wait(80)
  const handler = { oauth_login: login, oauth_status: status, logout }[match[2]]
  return handler(match[1], message, context)
}
