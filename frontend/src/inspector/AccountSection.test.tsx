import { act, screen, waitFor, within } from '@testing-library/react'
import { ProblemError } from '@/api/problem'
import type { Account, GraphNode } from '@/socket/messages'
import { nodeById } from '@/store/selectors'
import { useEditor } from '@/store/store'
import { makeAccount } from '@/testing/accounts'
import { makeGraph, makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { editor, graphShown, namelessButtons, openEditor, show } from '@/testing/page'
import { answerSocket, serve } from '@/testing/server'
import { AccountSection } from './AccountSection'

const type = makeType()
const acme = { mode: 'customer', key: 'acme', name: 'Acme Ltd' } as const
const customers = [{ key: 'acme', name: 'Acme Ltd', email: '', domain: '', is_active: true }]

function Host() {
  const node = useEditor((state) => nodeById(state, 'n'))
  return node && <AccountSection node={node} type={type} />
}

function showSection(accounts: Account[], change: Partial<GraphNode> = {}) {
  serve({ 'GET /api/v1/customers/?limit=50': customers })
  const asked = answerSocket({ courier_oauth_status: { connected: true, accounts }, courier_oauth_login: { url: '/connect/start/1/' } })
  openEditor(makeGraph([makeNode('n', change)]))
  return { asked, ...show(<Host />) }
}

const node = () => graphShown().nodes[0]
const chooser = () => screen.findByRole('button', { name: 'Account at Courier' })
const option = (name: RegExp) => screen.findByRole('option', { name })
const options = () => screen.getAllByRole('option').map((each) => each.textContent)

function popups(opened: boolean) {
  const popup = { location: { replace: vi.fn() }, close: vi.fn() }
  vi.spyOn(window, 'open').mockReturnValue(opened ? (popup as unknown as Window) : null)
  return popup
}

describe('whose account', () => {
  it('is the owner’s at first, and asks for the owner’s accounts', async () => {
    const { asked } = showSection([makeAccount('ann')])
    expect(screen.getByRole('radio', { name: 'Owner' })).toBeChecked()
    expect(await chooser()).toHaveAccessibleDescription('ann@acme.example · default')
    expect(asked.mock.calls).toEqual([['courier_oauth_status', {}]])
    expect(namelessButtons()).toEqual([])
  })

  it('becomes the customer’s, and forgets the account that was chosen', async () => {
    const { asked, user } = showSection([makeAccount('ann')], { connection: 'ann' })
    await chooser()
    await user.click(screen.getByRole('radio', { name: 'Customer' }))
    expect(node()).toMatchObject({ account_mode: 'customer', customer_id: null, connection: null })
    expect(screen.getByText('Choose a customer here, or at the top to run the whole workflow for them.')).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Account at Courier' })).not.toBeInTheDocument()
    expect(asked).toHaveBeenCalledTimes(1)
  })

  it('is that of the customer chosen here', async () => {
    const { asked, user } = showSection([makeAccount('ann')], { account_mode: 'customer' })
    await user.click(screen.getByRole('button', { name: 'Customer' }))
    await user.click(await option(/^Acme Ltd/))
    expect(node()).toMatchObject({ account_mode: 'customer', customer_id: 'acme' })
    await chooser()
    expect(asked).toHaveBeenCalledWith('courier_oauth_status', { customer_id: 'acme' })
  })

  it('is that of the customer chosen at the top', async () => {
    const { asked } = showSection([makeAccount('ann')], { account_mode: 'customer' })
    act(() => editor().setSubject(acme))
    await chooser()
    expect(screen.getByRole('button', { name: 'Customer' })).toHaveAccessibleDescription('Whoever it runs for · Acme Ltd')
    expect(asked).toHaveBeenCalledWith('courier_oauth_status', { customer_id: 'acme' })
  })

  it('is told when it is not that of the customer at the top, and can become it', async () => {
    const { user } = showSection([makeAccount('ann')])
    await chooser()
    act(() => editor().setSubject(acme))
    expect(await screen.findByText('You run for Acme Ltd, but this node uses your own account.')).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Use theirs' }))
    expect(node()?.account_mode).toBeNull()
    expect(screen.queryByText(/uses your own account/)).not.toBeInTheDocument()
  })
})

describe('which account', () => {
  it('is the default, until another is chosen', async () => {
    const { user } = showSection([makeAccount('ann', { is_default: true }), makeAccount('bob', { name: 'Bob' })])
    expect(await chooser()).toHaveAccessibleDescription('ann@acme.example · default')
    await user.click(await chooser())
    expect(options()).toEqual(['The default accountNow: ann@acme.example', 'ann@acme.example', 'bob@acme.exampleBob'])
    await user.click(await option(/^bob/))
    expect(node()?.connection).toBe('bob')
    expect(await chooser()).toHaveAccessibleDescription('bob@acme.example')
    await user.click(await chooser())
    await user.click(await option(/^The default account/))
    expect(node()?.connection).toBeNull()
  })

  it('has to be chosen among several', async () => {
    showSection([makeAccount('ann'), makeAccount('bob')])
    expect(await screen.findByText('Several accounts are connected. Choose one.')).toBeVisible()
    expect(await chooser()).toHaveAccessibleDescription('Choose an account')
  })

  it('is the one that works when the others do not', async () => {
    showSection([makeAccount('ann', { status: 'needs_reconnect' }), makeAccount('bob')])
    expect(await chooser()).toHaveAccessibleDescription('bob@acme.example · default')
  })

  it('says so when the chosen one is gone', async () => {
    showSection([makeAccount('ann'), makeAccount('old', { status: 'revoked' })], { connection: 'old' })
    expect(await screen.findByText('The account chosen here is gone. Choose another.')).toBeVisible()
    expect(await chooser()).toHaveAccessibleDescription('Choose an account')
  })

  it('says what is wrong with a broken one, and connects it again', async () => {
    const broken = makeAccount('ann', { is_default: true, status: 'needs_reconnect', status_reason: 'invalid_grant' })
    const { asked, user } = showSection([broken])
    popups(true)
    const words = 'Has to be connected again. The provider no longer accepts this connection.'
    expect(await screen.findByText(words)).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Reconnect' }))
    expect(asked).toHaveBeenLastCalledWith('courier_oauth_login', { services: ['post'] })
  })

  it('is the only one there is, even when that is broken', async () => {
    showSection([makeAccount('ann', { status: 'needs_reconnect' })])
    expect(await chooser()).toHaveAccessibleDescription('ann@acme.example · default')
    expect(screen.getByText('Has to be connected again.')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Reconnect' })).toBeVisible()
    expect(screen.queryByText(/Several accounts/)).not.toBeInTheDocument()
  })

  it('waits for a confirmation without a way to connect again', async () => {
    showSection([makeAccount('ann', { is_default: true, status: 'pending' })])
    expect(await screen.findByText('Waiting for confirmation.')).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Reconnect' })).not.toBeInTheDocument()
  })

  it('says why the accounts cannot be listed, and asks again', async () => {
    openEditor(makeGraph([makeNode('n')]))
    const asked = answerSocket({ courier_oauth_status: new ProblemError({ code: 'rate_limited', detail: 'Wait a little.' }) })
    const { user } = show(<Host />)
    expect(await screen.findByRole('alert')).toHaveTextContent('Too many requestsWait a little.')
    asked.mockResolvedValue({ connected: true, accounts: [makeAccount('ann')] } as never)
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await chooser()).toBeVisible()
    expect(screen.queryByRole('alert')).not.toBeInTheDocument()
  })
})

describe('no account', () => {
  it('is connected in a window of its own', async () => {
    const { asked, user } = showSection([])
    const popup = popups(true)
    expect(await screen.findByText('You have not connected Courier yet.')).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Connect Courier' }))
    expect(window.open).toHaveBeenCalledWith('', 'machina-connect', expect.any(String))
    expect(asked).toHaveBeenLastCalledWith('courier_oauth_login', { services: ['post'] })
    expect(await screen.findByText('Finish in the other window; it appears here by itself.')).toBeVisible()
    expect(popup.location.replace).toHaveBeenCalledWith('/connect/start/1/')
    await user.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(popup.close).toHaveBeenCalled()
    expect(screen.queryByText(/other window/)).not.toBeInTheDocument()
  })

  it('has a link where the browser blocks windows', async () => {
    const { user } = showSection([])
    popups(false)
    await user.click(await screen.findByRole('button', { name: 'Connect Courier' }))
    expect(await screen.findByRole('link', { name: 'Open it here' })).toHaveAttribute('href', '/connect/start/1/')
  })

  it('says why connecting was refused', async () => {
    const { asked, user } = showSection([])
    const popup = popups(true)
    await screen.findByText('You have not connected Courier yet.')
    asked.mockRejectedValue(new ProblemError({ code: 'permission_denied', detail: 'No OAuth app is set up for Courier.' }))
    await user.click(screen.getByRole('button', { name: 'Connect Courier' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('No OAuth app is set up for Courier.')
    expect(popup.close).toHaveBeenCalled()
    await user.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(screen.queryByRole('alert')).not.toBeInTheDocument()
  })

  it('of a customer is connected by a link, with this service ticked', async () => {
    const { user } = showSection([], { account_mode: 'customer', customer_id: 'acme' })
    expect(await screen.findByText(/ has not connected Courier yet\.$/)).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Create a connect link' }))
    const dialog = screen.getByRole('dialog', { name: 'Create a connect link' })
    expect(within(dialog).getByRole('button', { name: 'Create link' })).toBeEnabled()
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  })
})

describe('an account that has not allowed what the node needs', () => {
  const SEND = 'https://courier.example/auth/letters.send'
  const needing = { ...type, scopes: [SEND] }

  function showNeeding(scopes: string[]) {
    answerSocket({ courier_oauth_status: { connected: true, accounts: [makeAccount('ann', { scopes })] } })
    openEditor(makeGraph([makeNode('n')]))
    function Needing() {
      const node = useEditor((state) => nodeById(state, 'n'))
      return node && <AccountSection node={node} type={needing} />
    }
    return show(<Needing />)
  }

  it('is told before it runs, with the button that mends it', async () => {
    showNeeding([])
    expect(await screen.findByText(/^ann@acme.example has not allowed what /)).toBeVisible()
    expect(screen.getByRole('button', { name: 'Reconnect' })).toBeVisible()
  })

  it('is not spoken of where it has', async () => {
    showNeeding([SEND])
    await chooser()
    expect(screen.queryByText(/has not allowed/)).not.toBeInTheDocument()
  })
})
