import { screen, waitFor, within } from '@testing-library/react'
import { ProblemError } from '@/api/problem'
import type { Deployment } from '@/api/types'
import { ShipButtons } from '@/topbar/ShipButtons'
import { makeGraph, makeNode } from '@/testing/graph'
import { openEditor, show } from '@/testing/page'
import { serve } from '@/testing/server'

const version = { id: 'v2', version: 2, revision: 5, note: 'Sorted', published_by: 'Ann', deployments: 0, created_at: '2026-03-01T12:00:00Z' }
const deployment = (customer: string | null, change: Partial<Deployment> = {}): Deployment => ({
  id: customer ?? 'o', workflow: 'w', version: 1, customer, variables: {}, is_active: true, health: { state: 'healthy', causes: [] },
  triggers: [{ node: 'n', type: 'trigger.webhook', state: 'active', url: `https://m.example/hooks/${customer}/` }], ...change,
})
const acme = { key: 'acme', name: 'Acme Ltd', email: '', domain: '', is_active: true }

function open(answers: Record<string, unknown>) {
  openEditor(makeGraph([makeNode('n', { name: 'Order' })]))
  const asked = serve({
    'GET /api/v1/workflows/w/versions/': [version],
    'GET /api/v1/workflows/w/versions/2/': { ...version, problems: [], graph: { ...makeGraph([]), variables: [{ name: 'sheet', type: 'string', required: true }] } },
    'GET /api/v1/deployments/?workflow=w': [],
    'GET /api/v1/customers/?limit=50': [acme],
    'GET /api/v1/customers/acme/': acme,
    ...answers,
  })
  return { asked, ...show(<ShipButtons />) }
}

describe('publishing', () => {
  it('sends the note, and goes on to the deployments', async () => {
    const { asked, user } = open({ 'POST /api/v1/workflows/w/publish': { version: 3, created_at: version.created_at } })
    await user.click(screen.getByRole('button', { name: 'Publish' }))
    await user.type(await screen.findByRole('textbox'), 'Sorted')
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Publish' }))
    expect(await screen.findByRole('dialog', { name: 'Versions and deployments' }, { timeout: 5_000 })).toBeVisible()
    expect(asked.find(({ request }) => request.startsWith('POST'))?.body).toEqual({ note: 'Sorted' })
    expect(screen.getByText('Version 3 is published.')).toBeVisible()
  })

  it('lists what to mend, by node', async () => {
    const answer = new Response(JSON.stringify({ code: 'input_error', detail: 'Not yet.', errors: [{ node: 'n', field: 'to', message: 'Required.' }] }), { status: 422 })
    const { user } = open({})
    vi.stubGlobal('fetch', async () => answer)
    await user.click(screen.getByRole('button', { name: 'Publish' }))
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Publish' }))
    expect(await screen.findByRole('button', { name: /^Order.*Required\.$/ })).toBeVisible()
  })
})

describe('deploying', () => {
  it('switches the newest version on for each who is chosen, and shows secrets once', async () => {
    const made = deployment('acme', { version: 2, triggers: [{ node: 'n', type: 'trigger.webhook', state: 'active', url: 'https://m.example/hooks/x/', secret: 'whsec_1' }] })
    let listed: Deployment[] = []
    const { asked, user } = open({
      'GET /api/v1/deployments/?workflow=w': () => listed,
      'POST /api/v1/deployments/': () => {
        listed = [deployment('acme', { version: 2 })]
        return made
      },
    })
    await user.click(screen.getByRole('button', { name: 'Versions and deployments' }))
    await user.click(await screen.findByRole('button', { name: 'Add whom it is for' }))
    await user.click(await screen.findByRole('option', { name: /^Acme Ltd/ }))
    await user.type(await screen.findByRole('textbox', { name: /^sheet/i }), 's1')
    await user.click(screen.getByRole('button', { name: 'Deploy' }))
    expect(await screen.findByText('whsec_1')).toBeVisible()
    expect(asked.find(({ request }) => request === 'POST /api/v1/deployments/')?.body).toEqual({
      workflow: 'w', version: 2, customer: 'acme', variables: { sheet: 's1' },
    })
  })

  it('says why it was refused', async () => {
    const { user } = open({ 'POST /api/v1/deployments/': new ProblemError({ code: 'conflict', detail: 'It has one.', status: 409 }) })
    await user.click(screen.getByRole('button', { name: 'Versions and deployments' }))
    await user.click(await screen.findByRole('button', { name: 'Add whom it is for' }))
    await user.click(await screen.findByRole('option', { name: /^Owner/ }))
    await user.click(screen.getByRole('button', { name: 'Deploy' }))
    expect(await screen.findByText('Owner: It has one.')).toBeVisible()
  })

  it('pauses, moves on and tells what is wrong', async () => {
    const sick = deployment('acme', { health: { state: 'unhealthy', causes: [{ code: 'not_connected', message: 'No account is connected.' }] } })
    const { asked, user } = open({
      'GET /api/v1/deployments/?workflow=w': [sick],
      'POST /api/v1/deployments/acme/pause': sick,
      'PATCH /api/v1/deployments/acme/': sick,
    })
    await user.click(screen.getByRole('button', { name: 'Versions and deployments' }))
    const row = await screen.findByRole('listitem', { name: 'Acme Ltd' })
    expect(row).toHaveTextContent('No account is connected.')
    expect(row).toHaveTextContent('https://m.example/hooks/acme/')
    await user.click(within(row).getByRole('button', { name: 'Move to version 2' }))
    await user.click(await within(row).findByRole('button', { name: 'Pause' }))
    await waitFor(() => expect(asked.map(({ request }) => request)).toContain('POST /api/v1/deployments/acme/pause'))
    expect(asked.find(({ request }) => request.startsWith('PATCH'))?.body).toEqual({ version: 2 })
  })
})
