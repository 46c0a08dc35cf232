import { act, screen, waitFor, within } from '@testing-library/react'
import { ProblemError } from '@/api/problem'
import { renameNode } from '@/lib/graph/edits'
import { socket } from '@/socket/socket'
import { makeGraph, makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { editor, graphShown, namelessButtons, openEditor, show } from '@/testing/page'
import { answerSocket, later, serve } from '@/testing/server'
import { TopBar } from './TopBar'

const customer = (key: string, name: string, is_active = true) => ({ key, name, email: '', domain: '', is_active })
const all = [customer('acme', 'Acme Ltd'), customer('globex', 'Globex GmbH'), customer('old', 'Old Inc', false)]

function showBar(answers: Record<string, unknown> = {}) {
  const asked = serve({ 'GET /api/v1/customers/?limit=50': all, ...answers })
  openEditor(makeGraph([makeNode('n', { name: 'Letter' })]))
  return { asked, ...show(<TopBar />, [makeType()]) }
}

const button = (name: string | RegExp) => screen.getByRole('button', { name })

describe('the top bar', () => {
  it('names every button', () => {
    showBar()
    expect(namelessButtons()).toEqual([])
    expect(screen.getByRole('link', { name: 'Machina: all workflows' })).toHaveAttribute('href', '/')
  })

  it('takes a change back and forth', async () => {
    const { user } = showBar()
    expect([button('Undo'), button('Redo')].map((each) => each.hasAttribute('disabled'))).toEqual([true, true])
    act(() => editor().edit((graph) => renameNode(graph, 'n', 'Parcel')))
    await user.click(button('Undo'))
    expect(graphShown().nodes[0]?.name).toBe('Letter')
    await user.click(button('Redo'))
    expect(graphShown().nodes[0]?.name).toBe('Parcel')
    expect(button('Redo')).toBeDisabled()
  })

  it('renames the workflow where it stands', async () => {
    const { asked, user } = showBar({ 'PATCH /api/v1/workflows/w/': { id: 'w', name: 'Weekly' } })
    await user.click(button('Report: rename the workflow'))
    const field = screen.getByRole('textbox', { name: 'Name of the workflow' })
    await user.clear(field)
    await user.type(field, 'Weekly{Enter}')
    expect(button('Weekly: rename the workflow')).toBeVisible()
    expect(asked.at(-1)).toEqual({ request: 'PATCH /api/v1/workflows/w/', body: { name: 'Weekly' } })
  })

  it('puts the old name back when the server refuses the new one, and says why', async () => {
    const taken = new ProblemError({ code: 'input_error', detail: 'The name is taken.', status: 422 })
    const { user } = showBar({ 'PATCH /api/v1/workflows/w/': taken })
    await user.click(button('Report: rename the workflow'))
    await user.type(screen.getByRole('textbox', { name: 'Name of the workflow' }), 's{Enter}')
    expect(await screen.findByText('The name was not changed: The name is taken.')).toBeVisible()
    expect(button('Report: rename the workflow')).toBeVisible()
  })

  it('runs the workflow for whoever is chosen, and stops it', async () => {
    const sent = answerSocket({ execute_workflow: { run: 'r1' }, cancel_execution: { state: 'cancelled' } })
    const { user } = showBar()
    await user.click(button('Run workflow'))
    expect(sent).toHaveBeenCalledWith('execute_workflow', { workflow: 'w', account_mode: 'owner' })
    await waitFor(() => expect(button('Stop')).toBeEnabled())
    await user.click(button('Stop'))
    expect(sent).toHaveBeenCalledWith('cancel_execution', { run: 'r1' })
    expect(await screen.findByRole('button', { name: 'Run workflow' })).toBeEnabled()
  })

  it('saves first what is on the screen', async () => {
    const sent = answerSocket({ save_workflow: { revision: 4 }, execute_workflow: { run: 'r1' } })
    const { user } = showBar()
    act(() => editor().edit((graph) => renameNode(graph, 'n', 'New')))
    await user.click(button('Run workflow'))
    await waitFor(() => expect(button('Stop')).toBeEnabled())
    expect(sent.mock.calls.map(([type]) => type)).toEqual(['save_workflow', 'execute_workflow'])
  })

  it('says what to mend when it is refused', async () => {
    const errors = [{ node: 'n', field: 'to', message: 'Required.' }]
    answerSocket({ execute_workflow: new ProblemError({ code: 'input_error', detail: 'Not yet.', errors }) })
    const { user } = showBar()
    await user.click(button('Run workflow'))
    await waitFor(() => expect(editor().problems?.list).toEqual(errors))
    expect([editor().dock.tab, editor().execution]).toEqual(['problems', null])
  })

  it('runs with an input that is JSON', async () => {
    const sent = answerSocket({ execute_workflow: { run: 'r1' } })
    localStorage.setItem('machina:input:w', '{"order": 7}')
    const { user } = showBar()
    await user.click(button('More ways to run'))
    await user.click(screen.getByRole('menuitem', { name: 'Run with input…' }))
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Run workflow' }))
    await waitFor(() => expect(sent).toHaveBeenCalledWith('execute_workflow', { workflow: 'w', account_mode: 'owner', input: { order: 7 } }))
  })

  it('tells since when the connection is lost, and tries again at once', async () => {
    const retry = vi.spyOn(socket, 'retryNow').mockReturnValue()
    const { user } = showBar()
    expect(button(/^Live connection is up, since /)).toBeVisible()
    act(() => editor().setLink('lost'))
    expect(screen.getByText('Offline · just now')).toBeVisible()
    await user.click(button('Connection lost just now. Reconnecting; your changes are kept here. Click to try now.'))
    expect(retry).toHaveBeenCalledTimes(1)
  })

  it('changes the theme, and keeps it', async () => {
    const { user } = showBar()
    await user.click(button('Theme: as the system'))
    await user.click(button('Theme: light'))
    expect(button('Theme: dark')).toBeVisible()
    expect([document.documentElement.dataset.theme, localStorage.getItem('adminTheme')]).toEqual(['dark', '"dark"'])
    await user.click(button('Theme: dark'))
    expect(document.documentElement).not.toHaveAttribute('data-theme')
  })

  it('has a menu with the way out', async () => {
    const { user } = showBar()
    await user.click(button('Account menu of Signed in'))
    expect(screen.getAllByRole('menuitem').map((item) => item.textContent)).toEqual([
      'Editor',
      'Administration',
      'API documentation',
      'Sign out',
    ])
  })
})

describe('for whom it runs', () => {
  const option = (name: RegExp) => screen.findByRole('option', { name })

  it('is the owner at first, and one of the active customers when chosen', async () => {
    const { user } = showBar()
    await user.click(button('Run for Owner'))
    await option(/^Acme Ltd/)
    expect(screen.getAllByRole('option').map((each) => each.textContent)).toEqual(['OwnerYour own accounts', 'Acme Ltdacme', 'Globex GmbHglobex'])
    expect(within(await option(/^Owner/)).getByLabelText('Chosen')).toBeInTheDocument()
    await user.click(await option(/^Globex/))
    expect(editor().subject).toEqual({ mode: 'customer', key: 'globex', name: 'Globex GmbH' })
    expect(button('Run for Globex GmbH')).toBeVisible()
    expect(JSON.parse(localStorage.getItem('machina:subject') ?? '')).toMatchObject({ key: 'globex' })
  })

  it('becomes the owner again', async () => {
    const { user } = showBar()
    act(() => editor().setSubject({ mode: 'customer', key: 'acme', name: 'Acme Ltd' }))
    await user.click(button('Run for Acme Ltd'))
    await user.click(await option(/^Owner/))
    expect(editor().subject).toEqual({ mode: 'owner' })
  })

  it('is searched for at the server, and chosen by the keyboard', async () => {
    const { asked, user } = showBar({ 'GET /api/v1/customers/?limit=50&search=z': [customer('zeta', 'Zeta AG')] })
    await user.click(button('Run for Owner'))
    await user.type(screen.getByPlaceholderText('Find a customer…'), 'z')
    await option(/^Zeta AG/)
    expect(screen.getAllByRole('option')).toHaveLength(1)
    expect(asked.at(-1)?.request).toBe('GET /api/v1/customers/?limit=50&search=z')
    await user.keyboard('{ArrowDown}{Enter}')
    expect(editor().subject).toMatchObject({ key: 'zeta' })
  })

  it('is never somebody who does not fit what was typed, however slow the server is', async () => {
    const { user } = showBar({ 'GET /api/v1/customers/?limit=50&search=g': () => later().promise })
    await user.click(button('Run for Owner'))
    await option(/^Acme Ltd/)
    await user.type(screen.getByPlaceholderText('Find a customer…'), 'g')
    expect(screen.getAllByRole('option').map((each) => each.textContent)).toEqual(['Globex GmbHglobex'])
    await user.keyboard('{Enter}')
    expect(editor().subject).toMatchObject({ key: 'globex' })
  })

  it('says so when nobody is found, and why the search failed', async () => {
    const { user } = showBar({ 'GET /api/v1/customers/?limit=50&search=q': [] })
    await user.click(button('Run for Owner'))
    await user.type(screen.getByPlaceholderText('Find a customer…'), 'q')
    expect(await screen.findByText('Nothing found.')).toBeVisible()
    await user.type(screen.getByPlaceholderText('Find a customer…'), 'x')
    expect(await screen.findByText('The server cannot be reached. Check your connection and try again.')).toBeVisible()
  })
})
