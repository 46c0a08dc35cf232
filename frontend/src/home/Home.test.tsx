import { screen, waitFor, within } from '@testing-library/react'
import { ProblemError } from '@/api/problem'
import { namelessButtons, openEditor, show } from '@/testing/page'
import { makeType } from '@/testing/nodeType'
import { later, serve } from '@/testing/server'
import { Home } from './Home'

const workflow = (id: string, name: string, revision = 1) => ({
  id, name, revision, created_at: '2026-03-01T12:00:00Z', updated_at: new Date(Date.now() - 7_200_000).toISOString(),
})
const list = 'GET /api/v1/workflows/?limit=200'
const two = [workflow('w1', 'Weekly report', 7), workflow('w2', 'Invoices')]
const refused = (detail: string) => new ProblemError({ code: 'permission_denied', detail, status: 403 })

function showHome(answers: Record<string, unknown>) {
  window.history.replaceState(null, '', '/')
  openEditor()
  const asked = serve(answers)
  const writes = () => asked.filter(({ request }) => !request.startsWith('GET'))
  return { asked, writes, ...show(<Home />) }
}

const rows = async () => {
  await screen.findAllByRole('link', { name: /Weekly|Invoices/ })
  return screen.getAllByRole('row').slice(1).map((row) => within(row).getAllByRole('cell').slice(0, 3).map((cell) => cell.textContent))
}

async function choose(page: ReturnType<typeof showHome>, item: string) {
  await page.user.click(await screen.findByRole('button', { name: 'Actions for Weekly report' }))
  await page.user.click(screen.getByRole('menuitem', { name: item }))
}

describe('the list of workflows', () => {
  it('shows each with its age and revision, and leads to it', async () => {
    const { user } = showHome({ [list]: two })
    expect(await rows()).toEqual([['Weekly report', '2 hours ago', '7'], ['Invoices', '2 hours ago', '1']])
    expect(namelessButtons()).toEqual([])
    await user.click(screen.getByRole('link', { name: 'Invoices' }))
    expect(window.location.pathname).toBe('/w/w2')
  })

  it('is searched', async () => {
    const { user } = showHome({ [list]: two })
    await user.type(await screen.findByRole('textbox', { name: 'Search workflows' }), 'inv')
    expect(await rows()).toEqual([['Invoices', '2 hours ago', '1']])
    await user.type(screen.getByRole('textbox', { name: 'Search workflows' }), 'zzz')
    expect(screen.getByText('No workflow is called “invzzz”.')).toBeVisible()
  })

  it('says what workflows are for while there is none, and makes the first', async () => {
    const { user, writes } = showHome({ [list]: [], 'POST /api/v1/workflows/': workflow('new', 'New workflow') })
    expect(await screen.findByRole('heading', { name: 'Draw your first workflow' })).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'New workflow' }))
    expect(writes()).toEqual([{ request: 'POST /api/v1/workflows/', body: { name: 'New workflow' } }])
    await waitFor(() => expect(window.location.pathname).toBe('/w/new'))
  })

  it('gives a new workflow a name of its own, once', async () => {
    const answer = later()
    const { user, writes } = showHome({ [list]: [workflow('w1', 'New workflow')], 'POST /api/v1/workflows/': () => answer.promise })
    const make = await screen.findByRole('button', { name: 'New workflow' })
    await user.click(make)
    await user.click(make)
    expect(writes()).toEqual([{ request: 'POST /api/v1/workflows/', body: { name: 'New workflow 2' } }])
    expect(make).toBeDisabled()
  })

  it('says why no workflow was made', async () => {
    const { user } = showHome({ [list]: two, 'POST /api/v1/workflows/': refused('There are too many.') })
    await user.click(await screen.findByRole('button', { name: 'New workflow' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('There are too many.')
    expect(window.location.pathname).toBe('/')
  })

  it('says why it cannot be shown, and tries again', async () => {
    let answer: unknown = refused('Your session has ended.')
    const { user } = showHome({ [list]: () => answer })
    expect(await screen.findByRole('alert')).toHaveTextContent('Not allowedYour session has ended.')
    expect(screen.queryByRole('table')).not.toBeInTheDocument()
    answer = two
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await rows()).toHaveLength(2)
  })
})

describe('templates', () => {
  const template = { key: 'weekly_report', name: 'Weekly report', description: 'Every Monday at nine.', services: [], graph: { nodes: [], edges: [] } }
  const answers = { 'GET /api/v1/templates/': [template], 'GET /api/v1/services/': [], 'POST /api/v1/templates/weekly_report/use': workflow('made', 'Weekly report') }

  it('are offered while there is no workflow, and make one', async () => {
    const { user, writes } = showHome({ ...answers, [list]: [] })
    await user.click(await screen.findByRole('button', { name: /^Weekly report/ }))
    expect(writes()).toEqual([{ request: 'POST /api/v1/templates/weekly_report/use', body: { name: 'Weekly report' } }])
    await waitFor(() => expect(window.location.pathname).toBe('/w/made'))
  })

  it('show the icons of the services they use, in the order of their nodes', async () => {
    const service = (key: string) => ({ key, name: key, provider: '', color: '#000000', icon_url: `/static/catalog/${key}.svg`, operations: [], triggers: [] })
    const served = { 'GET /api/v1/templates/': [{ ...template, services: ['post', 'bank'] }], 'GET /api/v1/services/': ['bank', 'mill', 'post'].map(service) }
    showHome({ ...answers, ...served, [list]: [] })
    const card = await screen.findByRole('button', { name: /^Weekly report/ })
    await waitFor(() => expect(card.querySelectorAll('img')).toHaveLength(2))
    expect([...card.querySelectorAll('img')].map((each) => each.getAttribute('src'))).toEqual(['/static/catalog/post.svg', '/static/catalog/bank.svg'])
  })

  it('are offered beside workflows as well, under a name that is free', async () => {
    const { user, writes } = showHome({ ...answers, [list]: two })
    await user.click(await screen.findByRole('button', { name: 'New from template' }))
    await user.click(await within(screen.getByRole('dialog')).findByRole('button', { name: /^Weekly report/ }))
    expect(writes()).toEqual([{ request: 'POST /api/v1/templates/weekly_report/use', body: { name: 'Weekly report 2' } }])
  })
})

describe('renaming a workflow', () => {
  const field = () => screen.findByRole('textbox', { name: 'Name of the workflow' })

  it('sends the new name and shows it', async () => {
    let name = 'Weekly report'
    const page = showHome({
      [list]: () => [workflow('w1', name)],
      'PATCH /api/v1/workflows/w1/': () => {
        name = 'Monthly report'
        return workflow('w1', name)
      },
    })
    await choose(page, 'Rename')
    await waitFor(async () => expect(await field()).toHaveFocus())
    await page.user.clear(await field())
    await page.user.type(await field(), 'Monthly report{Enter}')
    expect(page.writes()).toEqual([{ request: 'PATCH /api/v1/workflows/w1/', body: { name: 'Monthly report' } }])
    expect(await screen.findByRole('link', { name: 'Monthly report' })).toBeVisible()
  })

  it('is left by Escape without sending anything', async () => {
    const page = showHome({ [list]: two })
    await choose(page, 'Rename')
    await page.user.type(await field(), 'x{Escape}')
    expect(page.writes()).toEqual([])
    expect(await screen.findByRole('link', { name: 'Weekly report' })).toBeVisible()
  })

  it('says why it was refused', async () => {
    const page = showHome({ [list]: two, 'PATCH /api/v1/workflows/w1/': refused('The name is taken.') })
    await choose(page, 'Rename')
    await page.user.type(await field(), 's{Enter}')
    expect(await screen.findByText('The name is taken.')).toBeVisible()
    expect(screen.getByRole('link', { name: 'Weekly report' })).toBeVisible()
  })
})

describe('deleting a workflow', () => {
  it('asks first, and does nothing after a no', async () => {
    const page = showHome({ [list]: two })
    await choose(page, 'Delete…')
    const dialog = screen.getByRole('alertdialog', { name: 'Delete “Weekly report”?' })
    expect(dialog).toHaveAccessibleDescription(
      'The workflow and its saved revisions go away for everybody. This cannot be undone.',
    )
    await page.user.click(within(dialog).getByRole('button', { name: 'Cancel' }))
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument()
    expect(page.writes()).toEqual([])
  })

  it('sends it and takes the row away', async () => {
    const left = [...two]
    const page = showHome({ [list]: () => [...left], 'DELETE /api/v1/workflows/w1/': () => void left.shift() })
    await choose(page, 'Delete…')
    await page.user.click(screen.getByRole('button', { name: 'Delete workflow' }))
    expect(page.writes()).toEqual([{ request: 'DELETE /api/v1/workflows/w1/', body: undefined }])
    await waitFor(() => expect(screen.queryByText('Weekly report')).not.toBeInTheDocument())
    expect(screen.getByRole('link', { name: 'Invoices' })).toBeVisible()
  })

  it('says why it was refused, and keeps the row', async () => {
    const page = showHome({ [list]: two, 'DELETE /api/v1/workflows/w1/': refused('It is deployed for Acme.') })
    await choose(page, 'Delete…')
    await page.user.click(screen.getByRole('button', { name: 'Delete workflow' }))
    expect(await screen.findByText('It is deployed for Acme.')).toBeVisible()
    expect(await screen.findByRole('link', { name: 'Weekly report' })).toBeInTheDocument()
  })
})

describe('coming from the catalog', () => {
  const node = makeType({ type: 'post.send_letter', label: 'Send letter', service_name: 'Post' })

  it('offers a workflow that begins with the node, and makes it when asked', async () => {
    const { user, writes } = showHome({
      [list]: two,
      'GET /api/v1/nodes/': [node],
      'POST /api/v1/workflows/': workflow('made', 'Post: Send letter'),
    })
    expect(screen.queryByRole('region', { name: 'Begin with a node' })).not.toBeInTheDocument()
    window.history.replaceState(null, '', '/?add=post.send_letter')
    show(<Home />)
    await user.click(await screen.findByRole('button', { name: 'New workflow with it' }))
    await waitFor(() => expect(window.location.pathname).toBe('/w/made'))
    expect(writes()).toHaveLength(1)
    const body = writes()[0]?.body as { name: string; graph: { nodes: { type: string; name: string }[] } }
    expect(body.name).toBe('Post: Send letter')
    expect(body.graph.nodes).toMatchObject([{ type: 'post.send_letter', name: 'Send letter', parameters: {} }])
  })
})
