import { screen } from '@testing-library/react'
import type { GraphNode } from '@/socket/messages'
import { nodeById } from '@/store/selectors'
import { useEditor } from '@/store/store'
import { makeAccount, makeProvider, makeService } from '@/testing/accounts'
import { makeGraph, makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { graphShown, namelessButtons, openEditor, show } from '@/testing/page'
import { answerSocket, serve } from '@/testing/server'
import { AccountSection } from './AccountSection'

const input_schema = { type: 'object', properties: { url: { type: 'string' }, provider: { type: 'string' } } }

function showSection(change: Partial<GraphNode> = {}, account: 'optional' | 'required' = 'optional') {
  serve({
    'GET /api/v1/providers/': [makeProvider('courier', { name: 'Courier' }), makeProvider('alone', { name: 'Alone', services: ['alone'] })],
    'GET /api/v1/services/': [makeService('post')],
  })
  answerSocket({
    courier_oauth_status: { connected: true, accounts: [makeAccount('ann'), makeAccount('old', { status: 'revoked' })] },
    alone_oauth_status: { connected: true, accounts: [makeAccount('key', { email: null, name: 'api.globex.example' })] },
  })
  openEditor(makeGraph([makeNode('n', { parameters: { url: 'https://a.example' }, ...change })]))
  const type = makeType({ account, accounts: 'any', input_schema })
  const Host = () => {
    const node = useEditor((state) => nodeById(state, 'n'))
    return node && <AccountSection node={node} type={type} />
  }
  return show(<Host />)
}

const node = () => graphShown().nodes[0]
const chooser = () => screen.findByRole('button', { name: 'Account' })
const options = () => screen.getAllByRole('option').map((each) => each.textContent)

describe('an account of any provider', () => {
  it('is nobody’s at first, and offers those of every provider', async () => {
    const { user } = showSection()
    expect(await chooser()).toHaveAccessibleDescription('No account')
    await user.click(await chooser())
    expect(options()).toEqual([
      'No accountAs anybody may ask',
      'The default account at Courier',
      'The default account at Alone',
      'ann@acme.exampleCourier',
      'api.globex.exampleAlone',
    ])
    expect(namelessButtons()).toEqual([])
  })

  it('is the one that is chosen', async () => {
    const { user } = showSection({ parameters: { url: 'https://a.example', provider: 'courier' } })
    expect(await chooser()).toHaveAccessibleDescription('The default account at Courier')
    await user.click(await chooser())
    await user.click(await screen.findByRole('option', { name: /api\.globex/ }))
    expect(node()).toMatchObject({ connection: 'key', parameters: { url: 'https://a.example' } })
    expect(node()?.parameters).not.toHaveProperty('provider')
  })

  it('is the default one of a provider, or nobody’s again', async () => {
    const { user } = showSection({ connection: 'ann' })
    expect(await chooser()).toHaveAccessibleDescription('ann@acme.example · Courier')
    await user.click(await chooser())
    await user.click(await screen.findByRole('option', { name: /default account at Alone/ }))
    expect(node()).toMatchObject({ connection: null, parameters: { provider: 'alone' } })
    await user.click(await chooser())
    await user.click(await screen.findByRole('option', { name: /No account/ }))
    expect(node()).toMatchObject({ connection: null, parameters: { url: 'https://a.example' } })
    expect(node()?.parameters).not.toHaveProperty('provider')
  })

  it('says that one that was chosen is gone, and offers nobody where one is needed', async () => {
    const { user } = showSection({ connection: 'old' }, 'required')
    expect(await screen.findByText('The account chosen here is gone. Choose another.')).toBeVisible()
    await user.click(await chooser())
    expect(options()).not.toContain('No accountAs anybody may ask')
  })
})
