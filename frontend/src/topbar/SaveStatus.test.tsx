import { act, screen, waitFor, within } from '@testing-library/react'
import { ProblemError } from '@/api/problem'
import { ConflictDialog } from '@/editor/ConflictDialog'
import { EditorKeys } from '@/editor/EditorKeys'
import { renameNode } from '@/lib/graph/edits'
import { makeEdge, makeGraph, makeNode } from '@/testing/graph'
import { editor, graphShown, openEditor, show } from '@/testing/page'
import { answerSocket, later, serve } from '@/testing/server'
import { TopBar } from './TopBar'

const theirs = makeGraph([makeNode('a'), makeNode('b')], [makeEdge('e', 'a', 'b')])
const customers = { 'GET /api/v1/customers/?limit=50': [] }

function showBar(answer: unknown, answers: Record<string, unknown> = {}) {
  const asked = serve({ ...customers, ...answers })
  const socket = answerSocket({ save_workflow: answer })
  openEditor(makeGraph([makeNode('n')]))
  const page = show(
    <>
      <TopBar />
      <EditorKeys />
      <ConflictDialog />
    </>,
  )
  act(() => editor().edit((graph) => renameNode(graph, 'n', 'Mine')))
  const save = () => page.user.keyboard('{Control>}s{/Control}')
  return { socket, asked, save, ...page }
}

const refused = (code: string, detail: string, answer?: unknown) => new ProblemError({ code, detail, answer })
const conflict = refused('conflict', 'Newer.', { error: { newer: { revision: 5, graph: theirs } } })

describe('the save status', () => {
  it('goes from unsaved over saving to saved', async () => {
    const answer = later()
    const { save, socket } = showBar(() => answer.promise)
    expect(screen.getByText('Unsaved')).toBeVisible()
    await save()
    expect(screen.getByText('Saving…')).toBeVisible()
    expect(socket.mock.calls).toEqual([['save_workflow', { workflow: 'w', graph: graphShown(), base: 3 }]])
    await act(async () => answer.give({ revision: 4 }))
    expect(screen.getByText('Saved')).toHaveAttribute('title', expect.stringMatching(/^Saved \d/))
  })

  it('offers another try when the server refused', async () => {
    const { save, socket, user } = showBar(refused('payload_too_large', 'The graph is larger than 1 MB.'))
    await save()
    expect(await screen.findByRole('alert')).toHaveTextContent(/^Not saved/)
    socket.mockResolvedValue({ revision: 4 } as never)
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByText('Saved')).toBeVisible()
    expect(socket).toHaveBeenCalledTimes(2)
  })

  it('says why the server refused', async () => {
    const { save } = showBar(refused('payload_too_large', 'The graph is larger than 1 MB.'))
    await save()
    expect(within(await screen.findByRole('alert')).getByText('The graph is larger than 1 MB.')).toBeVisible()
  })

  it('keeps the changes here while there is no connection', async () => {
    const { save } = showBar(refused('offline', 'Lost.'))
    await save()
    expect(await screen.findByText('Kept here until online')).toHaveAttribute(
      'title', 'Saved in this browser; sent when the connection is back.',
    )
  })
})

describe('a conflict', () => {
  it('tells both versions apart', async () => {
    const { save } = showBar(conflict)
    await save()
    const dialog = await screen.findByRole('dialog', { name: 'Somebody saved a newer version' })
    expect(dialog).toHaveAccessibleDescription('“Report” was changed elsewhere while you worked on it.')
    expect(within(dialog).getByText('Yours').parentElement).toHaveTextContent('YoursNot saved, on this screen1 node, 0 connections')
    expect(within(dialog).getByText('Theirs').parentElement).toHaveTextContent('TheirsSaved as revision 5. Undo brings yours back.2 nodes, 1 connection')
  })

  it('ends by taking theirs', async () => {
    const { save, socket, user } = showBar(conflict)
    await save()
    await user.click(await screen.findByRole('button', { name: 'Take theirs' }))
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    expect(screen.getByText('Saved')).toBeVisible()
    expect([graphShown().nodes.map((node) => node.id), editor().base]).toEqual([['a', 'b'], 5])
    expect(socket).toHaveBeenCalledTimes(1)
    act(() => editor().undo())
    expect(graphShown().nodes[0]?.name).toBe('Mine')
    expect(screen.getByText('Unsaved')).toBeVisible()
  })

  it('ends by keeping mine as a copy', async () => {
    const { asked, save, user } = showBar(conflict, { 'POST /api/v1/workflows/': { id: 'copy', name: 'Report (my copy)' } })
    await save()
    await user.click(await screen.findByRole('button', { name: 'Keep mine as a copy' }))
    await waitFor(() => expect(window.location.pathname).toBe('/w/copy'))
    expect(asked.at(-1)).toEqual({
      request: 'POST /api/v1/workflows/',
      body: { name: 'Report (my copy)', graph: makeGraph([makeNode('n', { name: 'Mine', key: 'mine' })]) },
    })
  })

  it('says why the copy was not made, and keeps both choices', async () => {
    const full = new ProblemError({ code: 'input_error', detail: 'There are too many workflows.', status: 422 })
    const { save, user } = showBar(conflict, { 'POST /api/v1/workflows/': full })
    await save()
    await user.click(await screen.findByRole('button', { name: 'Keep mine as a copy' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('There are too many workflows.')
    expect(screen.getByRole('button', { name: 'Take theirs' })).toBeEnabled()
    expect(graphShown().nodes[0]?.name).toBe('Mine')
  })

  it('can be put off, and is not overwritten meanwhile', async () => {
    const { save, socket, user } = showBar(conflict)
    await save()
    await screen.findByRole('dialog')
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    expect(screen.getByText('Changed elsewhere, not saved')).toBeVisible()
    await save()
    expect(socket).toHaveBeenCalledTimes(1)
    await user.click(screen.getByRole('button', { name: 'Decide' }))
    expect(screen.getByRole('dialog', { name: 'Somebody saved a newer version' })).toBeVisible()
  })
})
