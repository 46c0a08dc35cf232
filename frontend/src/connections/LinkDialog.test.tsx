import { screen, within } from '@testing-library/react'
import { ProblemError } from '@/api/problem'
import { makeAccount, makeProvider, makeService } from '@/testing/accounts'
import { makeGraph, makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { editor, namelessButtons, openEditor, show } from '@/testing/page'
import { answerSocket, serve } from '@/testing/server'
import { ConnectionsPane } from './ConnectionsPane'

const made = { id: 'l', url: 'https://machina.example/connect/secret/', expires_at: '2026-03-08T12:00:00Z', state: 'open' }
const links = 'POST /api/v1/customers/acme/links/'

async function openDialog(answers: Record<string, unknown>) {
  const services = [makeService('post', { name: 'Post' }), makeService('parcels', { name: 'Parcels' })]
  const providers = [makeProvider('courier', { name: 'Courier' })]
  const asked = serve({ 'GET /api/v1/services/': services, 'GET /api/v1/providers/': providers, ...answers })
  answerSocket({ courier_oauth_status: { connected: true, accounts: [makeAccount('ann', { status: 'needs_reconnect' })] } })
  openEditor(makeGraph([makeNode('n')]))
  editor().setSubject({ mode: 'customer', key: 'acme', name: 'Acme Ltd' })
  const page = show(<ConnectionsPane />, [makeType()])
  const section = within(screen.getByRole('region', { name: 'Connections of Acme Ltd' }))
  await page.user.click(section.getByRole('button', { name: 'Create a connect link' }))
  const sent = () => asked.filter(({ request }) => request === links).map(({ body }) => body)
  return { sent, section, dialog: within(screen.getByRole('dialog')), ...page }
}

describe('a connect link', () => {
  it('is for what the workflow uses, by a code, for a week, unless said otherwise', async () => {
    const { dialog, sent, user } = await openDialog({ [links]: made })
    expect(await dialog.findByRole('checkbox', { name: 'Post' })).toBeChecked()
    expect(dialog.getByRole('checkbox', { name: 'Parcels' })).not.toBeChecked()
    expect(dialog.getByRole('radio', { name: /^A code by e-mail/ })).toBeChecked()
    expect(namelessButtons()).toEqual([])
    await user.click(dialog.getByRole('button', { name: 'Create link' }))
    expect(sent()).toEqual([{ services: ['post'], verification: 'email_code', expires_in: 604_800 }])
  })

  it('is made as it was chosen', async () => {
    const { dialog, sent, user } = await openDialog({ [links]: made })
    await user.click(await dialog.findByRole('checkbox', { name: 'Post' }))
    expect(dialog.getByRole('button', { name: 'Create link' })).toBeDisabled()
    await user.click(dialog.getByRole('checkbox', { name: 'Parcels' }))
    await user.click(dialog.getByRole('radio', { name: /^I confirm it/ }))
    await user.click(dialog.getByRole('radio', { name: '1 day' }))
    await user.click(dialog.getByRole('button', { name: 'Create link' }))
    expect(sent()).toEqual([{ services: ['parcels'], verification: 'operator', expires_in: 86_400 }])
  })

  it('is shown once, to be copied', async () => {
    const { dialog, user } = await openDialog({ [links]: made })
    await dialog.findByRole('checkbox', { name: 'Post' })
    await user.click(dialog.getByRole('button', { name: 'Create link' }))
    const ready = await screen.findByRole('dialog', { name: 'The link is ready' })
    expect(ready).toHaveAccessibleDescription('Send it to Acme Ltd. It is shown only now.')
    expect(within(ready).getByRole('textbox', { name: /^Address of the link/ })).toHaveValue(made.url)
    await user.click(within(ready).getByText('Copy'))
    expect(await navigator.clipboard.readText()).toBe(made.url)
    await user.click(within(ready).getByRole('button', { name: 'Done' }))
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })

  it('has fields that are named by their titles alone', async () => {
    const { dialog, user } = await openDialog({ [links]: made })
    await dialog.findByRole('checkbox', { name: 'Post' })
    expect(dialog.getByRole('radio', { name: 'I confirm it' })).toHaveAccessibleDescription(
      'The account stays pending until you have looked at it and confirmed.',
    )
    await user.click(dialog.getByRole('button', { name: 'Create link' }))
    expect(await screen.findByRole('textbox', { name: 'Address of the link' })).toBeVisible()
    expect(screen.getByRole('button', { name: 'Copy' })).toBeVisible()
  })

  it('says why it was not made, and tries again', async () => {
    const answers: Record<string, unknown> = {
      [links]: new ProblemError({ code: 'input_error', detail: 'The customer has no e-mail address.', status: 422 }),
    }
    const { dialog, sent, user } = await openDialog(answers)
    await dialog.findByRole('checkbox', { name: 'Post' })
    await user.click(dialog.getByRole('button', { name: 'Create link' }))
    expect(await dialog.findByRole('alert')).toHaveTextContent('The customer has no e-mail address.')
    await user.click(dialog.getByRole('button', { name: 'Try again' }))
    expect(sent()).toHaveLength(2)
  })

  it('is the way to mend a broken account of a customer', async () => {
    const { dialog, section, user } = await openDialog({})
    await user.click(dialog.getByRole('button', { name: 'Cancel' }))
    await user.click(await section.findByRole('button', { name: 'Create a link' }))
    expect(await screen.findByRole('dialog', { name: 'Create a connect link' })).toHaveAccessibleDescription(
      'Acme Ltd opens it and connects their own accounts. It works once.',
    )
  })
})
