import { act, screen, waitFor, within } from '@testing-library/react'
import { ProblemError } from '@/api/problem'
import { useLiveEvents } from '@/app/useLiveEvents'
import type { Account } from '@/socket/messages'
import { makeAccount, makeProvider, makeService } from '@/testing/accounts'
import { FakeWebSocket } from '@/testing/FakeWebSocket'
import { namelessButtons, openEditor, show } from '@/testing/page'
import { answerSocket, serve } from '@/testing/server'
import { ConnectionsPane } from './ConnectionsPane'

const services = [
  makeService('post', { name: 'Post', scopes: { 'https://courier.example/auth/letters.send': 'Send letters for you' } }),
  makeService('parcels', { name: 'Parcels' }),
  makeService('bank', { name: 'Bank', provider: 'big_bank' }),
]

const providers = [
  makeProvider('courier', { name: 'Courier' }),
  makeProvider('big_bank', { name: 'The Big Bank', icon_url: '/static/providers/big_bank/icon.svg' }),
  makeProvider('unused', { name: 'Without services' }),
]

function Host() {
  useLiveEvents()
  return <ConnectionsPane />
}

function showPane(answers: Record<string, unknown> = {}, accounts: Account[] = [], facts = providers) {
  vi.stubGlobal('WebSocket', FakeWebSocket)
  serve({ 'GET /api/v1/services/': services, 'GET /api/v1/providers/': facts })
  const asked = answerSocket({
    courier_oauth_status: () => ({ connected: true, accounts: [...accounts] }),
    big_bank_oauth_status: { connected: false, accounts: [] },
    ...answers,
  })
  openEditor()
  const page = show(<Host />)
  act(() => FakeWebSocket.last.accept())
  const sent = (type: string) => asked.mock.calls.filter(([each]) => each === type).map(([, payload]) => payload)
  return { asked, sent, ...page }
}

const provider = (name: string) => screen.findByRole('article', { name })
const inProvider = async (name: string, button: string | RegExp) => within(await provider(name)).findByRole('button', { name: button })
const push = (message: object) => act(() => FakeWebSocket.last.deliver(message))

function popup() {
  const made = { location: { replace: vi.fn() }, close: vi.fn() }
  vi.spyOn(window, 'open').mockReturnValue(made as unknown as Window)
  return made
}

describe('the connections', () => {
  it('lists every provider with its services and accounts', async () => {
    const ann = makeAccount('ann', { is_default: true, name: 'Ann' })
    const bob = makeAccount('bob', { status: 'refresh_failing' })
    showPane({}, [ann, bob, makeAccount('gone', { status: 'revoked' })])
    const courier = await provider('Courier')
    expect(within(courier).getByText('Post, Parcels')).toBeVisible()
    expect(await within(courier).findByText('ann@acme.example')).toBeVisible()
    expect(within(courier).getAllByText('Default')).toHaveLength(1)
    expect(within(courier).getByText('Connected')).toBeVisible()
    expect(within(courier).getByText('Cannot be refreshed at the moment')).toBeVisible()
    expect(within(courier).queryByText('gone@acme.example')).not.toBeInTheDocument()
    expect(within(await provider('The Big Bank')).getByText('No account connected.')).toBeVisible()
    expect(namelessButtons()).toEqual([])
  })

  it('shows the name and icon that the server tells, of those that have services', async () => {
    showPane()
    const bank = await provider('The Big Bank')
    expect(bank.querySelector('img')).toHaveAttribute('src', '/static/providers/big_bank/icon.svg')
    expect(await within(bank).findByRole('button', { name: 'Connect The Big Bank' })).toBeVisible()
    expect(screen.queryByText('Without services')).not.toBeInTheDocument()
  })

  it('asks for a key or a password where a provider has those, in the window that leads to its form', async () => {
    const window = popup()
    const kinds = [
      makeProvider('courier', { name: 'Courier', credential: 'api_key' }),
      makeProvider('big_bank', { name: 'The Big Bank', credential: 'basic' }),
    ]
    const { sent, user } = showPane({ courier_oauth_login: { url: '/connect/start/1/' } }, [makeAccount('ann')], kinds)
    expect(await inProvider('The Big Bank', 'Add account…')).toBeVisible()
    await user.click(await inProvider('Courier', 'Add another key…'))
    await waitFor(() => expect(window.location.replace).toHaveBeenCalledWith('/connect/start/1/'))
    expect(sent('courier_oauth_login')).toEqual([{ services: ['post', 'parcels'] }])
  })

  it('offers nothing to connect at a provider that asks nobody who they are', async () => {
    showPane({}, [], [makeProvider('courier', { name: 'Courier' }), makeProvider('big_bank', { name: 'The Big Bank', credential: 'none' })])
    expect(await provider('Courier')).toBeVisible()
    expect(screen.queryByText('The Big Bank')).not.toBeInTheDocument()
  })

  it('says why providers cannot be shown', async () => {
    serve({ 'GET /api/v1/services/': services, 'GET /api/v1/providers/': new ProblemError({ code: 'internal_error', detail: 'Broken.', status: 500 }) })
    openEditor()
    show(<ConnectionsPane />)
    expect(await screen.findByRole('alert')).toHaveTextContent('Broken.')
  })

  it('says in plain words what an account allows', async () => {
    const scopes = ['https://courier.example/auth/letters.send', 'https://courier.example/auth/letters.read']
    const { user } = showPane({}, [makeAccount('ann', { scopes })])
    await user.click(await inProvider('Courier', '2 permissions'))
    const list = within(screen.getByRole('dialog', { name: 'Permissions' })).getAllByRole('listitem')
    expect(list.map((item) => item.textContent)).toEqual(['Send letters for you', 'Letters read'])
  })

  it('says why they cannot be shown, and tries again', async () => {
    serve({ 'GET /api/v1/services/': new ProblemError({ code: 'permission_denied', detail: 'Only staff.', status: 403 }) })
    openEditor()
    const { user } = show(<ConnectionsPane />)
    expect(await screen.findByRole('alert')).toHaveTextContent('Not allowedOnly staff.')
    serve({ 'GET /api/v1/services/': [], 'GET /api/v1/providers/': [] })
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(screen.queryByRole('alert')).not.toBeInTheDocument())
  })

  it('says at the provider why its accounts cannot be listed', async () => {
    showPane({ courier_oauth_status: new ProblemError({ code: 'remote_unavailable', detail: 'Courier is down.' }) })
    expect(await within(await provider('Courier')).findByRole('alert')).toHaveTextContent('Courier is down.')
    expect(within(await provider('The Big Bank')).queryByRole('alert')).not.toBeInTheDocument()
  })
})

describe('connecting an account', () => {
  it('asks for all services of the provider, and shows the account as soon as it is there', async () => {
    const accounts: Account[] = []
    const { sent, user } = showPane({ courier_oauth_login: { url: '/connect/start/1/' } }, accounts)
    const opened = popup()
    await user.click(await inProvider('Courier', 'Connect Courier'))
    expect(sent('courier_oauth_login')).toEqual([{ services: ['post', 'parcels'] }])
    expect(within(await provider('Courier')).getByRole('status')).toHaveTextContent('Finish in the other window; it appears here by itself.')
    expect(within(await provider('The Big Bank')).queryByRole('status')).not.toBeInTheDocument()
    accounts.push(makeAccount('ann'))
    push({ type: 'courier_oauth_complete', success: true, connection: 'ann', email: 'ann@acme.example' })
    expect(await screen.findByText('ann@acme.example')).toBeVisible()
    expect(screen.getByText('Connected ann@acme.example.')).toBeVisible()
    expect(opened.close).toHaveBeenCalled()
    expect(screen.queryByText(/other window/)).not.toBeInTheDocument()
    expect(await inProvider('Courier', 'Connect another')).toBeVisible()
  })

  it('says in words why the provider refused', async () => {
    const { user } = showPane({ courier_oauth_login: { url: '/connect/start/1/' } })
    popup()
    await user.click(await inProvider('Courier', 'Connect Courier'))
    push({ type: 'courier_oauth_complete', success: false, error: { code: 'permission_denied', detail: 'You pressed Cancel at Courier.' } })
    expect(within(await provider('Courier')).getByRole('alert')).toHaveTextContent('You pressed Cancel at Courier.')
    await user.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(screen.queryByRole('alert')).not.toBeInTheDocument()
  })

  it('says in words why it could not begin', async () => {
    const { user } = showPane({ courier_oauth_login: new ProblemError({ code: 'input_error', detail: 'No OAuth app is set up for Courier.' }) })
    const opened = popup()
    await user.click(await inProvider('Courier', 'Connect Courier'))
    expect(await screen.findByRole('alert')).toHaveTextContent('No OAuth app is set up for Courier.')
    expect(opened.close).toHaveBeenCalled()
  })

  it('is offered again where an account is broken', async () => {
    const broken = makeAccount('ann', { status: 'scope_missing', status_reason: 'not_granted' })
    const { sent, user } = showPane({ courier_oauth_login: { url: '/x' } }, [broken])
    popup()
    expect(await screen.findByText('A permission is missing. not granted')).toBeVisible()
    await user.click(await inProvider('Courier', 'Reconnect'))
    expect(sent('courier_oauth_login')).toEqual([{ services: ['post', 'parcels'] }])
  })
})

describe('disconnecting an account', () => {
  const ann = makeAccount('ann')

  async function ask(answer: unknown, accounts = [ann]) {
    const page = showPane({ courier_logout: answer }, accounts)
    await page.user.click(await inProvider('Courier', 'Disconnect ann@acme.example'))
    return { ...page, dialog: screen.getByRole('alertdialog', { name: 'Disconnect ann@acme.example?' }) }
  }

  it('asks first, and does nothing after a no', async () => {
    const { dialog, sent, user } = await ask({})
    expect(dialog).toHaveAccessibleDescription(/^We delete our access to this Courier account and end it there too, where Courier allows that/)
    expect(within(dialog).getByRole('button', { name: 'Cancel' })).toHaveFocus()
    await user.keyboard('{Enter}')
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument()
    expect(sent('courier_logout')).toEqual([])
  })

  it('ends the connection and says that it was revoked', async () => {
    const accounts = [ann]
    const end = () => {
      accounts.pop()
      return { connection: 'ann', revoked_at_provider: true, detail: 'Courier has ended the access as well.' }
    }
    const { dialog, sent, user } = await ask(end, accounts)
    await user.click(within(dialog).getByRole('button', { name: 'Disconnect' }))
    expect(sent('courier_logout')).toEqual([{ connection: 'ann' }])
    expect(await screen.findByText('Disconnected ann@acme.example. Courier has ended the access as well.')).toBeVisible()
    expect(await within(await provider('Courier')).findByText('No account connected.')).toBeVisible()
  })

  it('says so when the access stays at the provider', async () => {
    const detail = 'Courier offers no way to end the access from here.'
    const { dialog, user } = await ask({ connection: 'ann', revoked_at_provider: false, detail })
    await user.click(within(dialog).getByRole('button', { name: 'Disconnect' }))
    expect(await screen.findByText(`Disconnected ann@acme.example. ${detail}`)).toBeVisible()
  })

  it('says why it was refused, and keeps the account', async () => {
    const { dialog, user } = await ask(new ProblemError({ code: 'permission_denied', detail: 'Only an administrator may.' }))
    await user.click(within(dialog).getByRole('button', { name: 'Disconnect' }))
    expect(await screen.findByText('Not disconnected: Only an administrator may.')).toBeVisible()
    expect(screen.getByText('ann@acme.example')).toBeInTheDocument()
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument()
  })
})
