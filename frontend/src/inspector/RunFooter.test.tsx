import { act, screen, within } from '@testing-library/react'
import { ProblemError } from '@/api/problem'
import type { NodeType } from '@/api/types'
import { RunConfirm } from '@/editor/RunConfirm'
import type { GraphNode, StepState } from '@/socket/messages'
import { nodeById } from '@/store/selectors'
import { useEditor } from '@/store/store'
import { makeAccount } from '@/testing/accounts'
import { makeGraph, makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { editor, namelessButtons, openEditor, show } from '@/testing/page'
import { answerSocket, later, serve } from '@/testing/server'
import { Inspector } from './Inspector'

const letter = makeType({
  price: { key: 'letter', cost: '0.001', price: '0.0015', currency: 'USD', unit: 'letter' },
  input_schema: { type: 'object', required: ['to'], properties: { to: { type: 'string' }, note: { type: 'string' } } },
})
const done = { run: 'r', step: 's', node_id: 'n', state: 'succeeded', result: { id: 1 }, execution_time: 20 }

function Host() {
  const node = useEditor((state) => nodeById(state, 'n'))
  return node && <Inspector node={node} />
}

function showInspector(answer: unknown, change: Partial<GraphNode> = {}, type: NodeType = letter) {
  serve({ 'GET /api/v1/customers/?limit=50': [] })
  const socket = answerSocket({
    courier_oauth_status: { connected: true, accounts: [makeAccount('ann', { is_default: true })] },
    execute_node: answer,
    cancel_execution: { state: 'cancelled' },
  })
  openEditor(makeGraph([makeNode('n', { parameters: { to: 'Ann' }, ...change })]))
  const page = show(<><Host /><RunConfirm /></>, [type])
  const sent = (message: string) => socket.mock.calls.filter(([kind]) => kind === message).map(([, payload]) => payload)
  return { sent, socket, ...page }
}

const runButton = () => screen.getByRole('button', { name: /^Run node/ })
const push = (state: StepState) =>
  act(() => editor().applyStatus({ run: 'r', step: 's', node_id: 'n', state, at: new Date().toISOString(), path: [], attempt: 1, number: 1, position: 1 }))
const refused = (code: string, detail: string, more: object = {}) => new ProblemError({ code, detail, ...more })

describe('running a node', () => {
  it('sends what is on the screen', async () => {
    const { sent, user } = showInspector(done)
    await user.type(screen.getByLabelText(/^Note/), 'Hi')
    await user.click(runButton())
    expect(sent('execute_node')).toEqual([
      { node_id: 'n', node_type: 'post.send_letter', parameters: { to: 'Ann', note: 'Hi' }, account_mode: 'owner', workflow: 'w' },
    ])
    expect(editor().runs.n).toMatchObject({ state: 'succeeded', output: { value: { id: 1 } } })
    expect(editor().dock).toMatchObject({ open: true, tab: 'output' })
  })

  it('tells the price at the button, and what it does to the world', async () => {
    const { user } = showInspector(done)
    expect(runButton()).toHaveAccessibleName('Run node · $0.0015')
    expect(screen.getByText('$0.0015 a letter')).toBeVisible()
    await user.hover(screen.getByRole('button', { name: 'Creates' }))
    expect(await screen.findByRole('tooltip')).toHaveTextContent('Creates or sends something; repeating it does it again.')
    expect(namelessButtons()).toEqual([])
  })

  it('tells that it is free', () => {
    showInspector(done, {}, { ...letter, price: null })
    expect(runButton()).toHaveAccessibleName('Run node')
    expect(screen.getByText('Free of charge')).toBeVisible()
  })

  it('sends nothing while a field is missing, and says which', async () => {
    const { sent, user } = showInspector(done, { parameters: {} })
    expect(screen.queryByRole('alert')).not.toBeInTheDocument()
    await user.click(runButton())
    expect(screen.getByRole('alert')).toHaveTextContent('Required.')
    expect(screen.getByLabelText(/^To/)).toBeInvalid()
    expect(sent('execute_node')).toEqual([])
  })

  it('waits until a customer is chosen', async () => {
    const { sent, user } = showInspector(done, { account_mode: 'customer' })
    expect(runButton()).toBeDisabled()
    await user.click(runButton())
    expect(sent('execute_node')).toEqual([])
    act(() => editor().setSubject({ mode: 'customer', key: 'acme', name: 'Acme' }))
    await user.click(runButton())
    expect(sent('execute_node')).toMatchObject([{ account_mode: 'customer', customer_id: 'acme' }])
  })

  it('is not for triggers', () => {
    showInspector(done, {}, { ...letter, kind: 'trigger' })
    expect(runButton()).toBeDisabled()
    expect(screen.queryByText('Creates')).not.toBeInTheDocument()
  })

  it.each([
    ['Choose the customer whose account it uses.', { account_mode: 'customer' }, letter],
    ['A trigger starts the workflow: run that.', {}, { ...letter, kind: 'trigger' }],
  ] as const)('says beside the button why it cannot be run: %s', (words, change, type) => {
    showInspector(done, change, type)
    expect(screen.getByText(words)).toBeVisible()
    expect(runButton()).toHaveAccessibleDescription(words)
  })
})

describe('a run under way', () => {
  it('can be cancelled once the server knows it', async () => {
    const answer = later()
    const { sent, user } = showInspector(() => answer.promise)
    await user.click(runButton())
    const cancel = screen.getByRole('button', { name: 'Cancel' })
    expect(cancel).toBeDisabled()
    expect(screen.queryByRole('button', { name: /^Run node/ })).not.toBeInTheDocument()
    push('running')
    await user.click(cancel)
    expect(sent('cancel_execution')).toEqual([{ run: 'r' }])
    await act(async () => answer.give(done))
    expect(runButton()).toBeEnabled()
  })

  it('says why it was not cancelled', async () => {
    const { socket, user } = showInspector(() => later().promise)
    await user.click(runButton())
    push('running')
    socket.mockRejectedValue(refused('conflict', 'It has ended already.'))
    await user.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(await screen.findByText('The run was not cancelled: It has ended already.')).toBeVisible()
  })
})

describe('an operation that cannot be undone', () => {
  const burn = { ...letter, effect: 'destructive', label: 'Burn letter', description: 'Burns it.' } as const

  it('asks first, with the safe answer at hand', async () => {
    const { sent, user } = showInspector(done, {}, burn)
    await user.click(runButton())
    const dialog = screen.getByRole('alertdialog', { name: 'Run “n”?' })
    expect(dialog).toHaveAccessibleDescription('Burns it. It acts on your own account and cannot be undone from here.')
    expect(within(dialog).getByRole('button', { name: 'Cancel' })).toHaveFocus()
    await user.keyboard('{Enter}')
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument()
    expect(sent('execute_node')).toEqual([])
  })

  it('runs after a yes', async () => {
    const { sent, user } = showInspector(done, {}, burn)
    await user.click(runButton())
    await user.click(screen.getByRole('button', { name: 'Yes, burn letter' }))
    expect(sent('execute_node')).toHaveLength(1)
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument()
  })
})

describe('a run that failed', () => {
  it('says what was refused', async () => {
    const { user } = showInspector(refused('remote_rejected', 'There is no such street.'))
    await user.click(runButton())
    expect(await screen.findByRole('alert')).toHaveTextContent('The service refusedThere is no such street.')
    expect(runButton()).toBeEnabled()
  })

  it('says how long to wait', async () => {
    const { user } = showInspector(refused('rate_limited', 'Slow down.', { retry_after: 30 }))
    await user.click(runButton())
    expect(await screen.findByRole('alert')).toHaveTextContent('Too many requestsSlow down. Try again in 30 s.')
  })

  it.each([
    ['not_connected', 'Connect Courier'],
    ['reconnect_required', 'Reconnect'],
    ['scope_missing', 'Reconnect'],
  ])('offers the way out of %s', async (code, verb) => {
    const { sent, user } = showInspector(refused(code, 'No.', { connect_url: '/connect/courier/' }))
    vi.spyOn(window, 'open').mockReturnValue(null)
    await user.click(runButton())
    await user.click(within(await screen.findByRole('alert')).getByRole('button', { name: verb }))
    expect(sent('courier_oauth_login')).toEqual([{ services: ['post'] }])
  })

  it('shows the server’s words at the field until that is edited', async () => {
    const errors = [{ field: 'to', message: 'Nobody lives there.' }, { field: 'stamp', message: 'Too small.' }]
    const { user } = showInspector(refused('input_error', 'Wrong.', { errors }))
    await user.click(runButton())
    expect(await screen.findByLabelText(/^To/)).toHaveAccessibleDescription(/Nobody lives there\./)
    expect(screen.getByText('Wrong. stamp: Too small.')).toBeVisible()
    await user.type(screen.getByLabelText(/^To/), 'e')
    expect(screen.queryByText('Nobody lives there.')).not.toBeInTheDocument()
  })
})
