import { act, screen, waitFor, within } from '@testing-library/react'
import { ProblemError } from '@/api/problem'
import type { NodeType } from '@/api/types'
import type { GraphNode } from '@/socket/messages'
import { useFlow } from '@/store/flowStore'
import { makeGraph, makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { editor, namelessButtons, openEditor, show } from '@/testing/page'
import { endRun, pushState } from '@/testing/runs'
import { answerSocket, later, serve } from '@/testing/server'
import { OutputPane } from './OutputPane'

const letters = { letters: [{ id: 1, to: 'Ann' }, { id: 2, to: 'Bob', tags: ['a', 'b'] }], total: 2 }

function showPane(change: Partial<GraphNode> = {}, type: NodeType = makeType()) {
  openEditor(makeGraph([makeNode('n', { name: 'Letters', ...change }), makeNode('m', { name: 'Other' })]))
  useFlow.getState().select(['n'])
  return show(<OutputPane />, [type])
}

const view = (name: string) => screen.getByRole('radio', { name })
const cells = () => screen.getAllByRole('row').map((row) => [...row.children].map((cell) => cell.textContent))

describe('before there is an output', () => {
  it('says what this is for while no node is selected', () => {
    showPane()
    act(() => useFlow.getState().select([]))
    expect(screen.getByText('No node selected')).toBeVisible()
    expect(screen.getByText('Select a node to see what it returned, or run one.')).toBeVisible()
  })

  it('offers the first run', async () => {
    const asked = answerSocket({ execute_node: { run: 'r', step: 's', node_id: 'n', state: 'succeeded', result: [], execution_time: 1 } })
    const { user } = showPane()
    expect(screen.getByText('Not run yet')).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Run “Letters”' }))
    expect(asked).toHaveBeenCalledWith('execute_node', expect.objectContaining({ node_id: 'n' }), expect.anything())
  })

  it('says what keeps it from running', () => {
    showPane({ account_mode: 'customer' })
    expect(screen.getByText('Choose the customer whose account it uses.')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Run “Letters”' })).toBeDisabled()
  })

  it('waits while it runs', () => {
    showPane()
    pushState('running')
    expect(screen.getByLabelText('Waiting for the result')).toHaveAttribute('aria-busy', 'true')
  })

  it('says what it waits for, and when it is tried again', () => {
    showPane()
    pushState('running')
    const at = new Date().toISOString()
    const message = 'Attempt 2 in 3 s: Post asks us to wait.'
    act(() => {
      const number = editor().runs.n?.number ?? 0
      editor().applyStatus({ run: 'r', step: 's', node_id: 'n', state: 'running', message, at, path: [], attempt: 1, number, position: 0 })
    })
    expect(screen.getByText(message)).toBeVisible()
    expect(screen.getByLabelText('Waiting for the result')).toBeVisible()
  })

  it('keeps showing the node that ran last when nothing is selected', () => {
    showPane()
    endRun('succeeded', { result: letters })
    act(() => useFlow.getState().select([]))
    expect(screen.getByText('Letters')).toBeVisible()
  })
})

describe('an output', () => {
  it('is a table of its main list, with counts and sizes', () => {
    showPane()
    endRun('succeeded', { result: letters })
    expect(view('Table')).toBeChecked()
    expect(cells()).toEqual([['#', 'id', 'to', 'tags'], ['1', '1', 'Ann', ''], ['2', '2', 'Bob', 'a, b']])
    expect(screen.getByText('Letters').parentElement).toHaveTextContent('Letters · 2 items · 177 B')
    expect(namelessButtons()).toEqual([])
  })

  it('says so when the list is empty', () => {
    showPane()
    endRun('succeeded', { result: { letters: [] } })
    expect(screen.getByText('The result holds no entries.')).toBeVisible()
  })

  it('draws of a long list only what is in view', () => {
    showPane()
    endRun('succeeded', { result: Array.from({ length: 5_000 }, (_, id) => ({ id })) })
    expect(screen.getByRole('table')).toHaveAttribute('aria-rowcount', '5001')
    expect(screen.getAllByRole('row').length).toBeLessThan(60)
  })

  it('is a tree that opens and closes', async () => {
    const { user } = showPane()
    endRun('succeeded', { result: letters })
    await user.click(view('Tree'))
    const tree = screen.getByRole('tree', { name: 'Output as a tree' })
    expect(within(tree).queryByText('"Ann"')).not.toBeInTheDocument()
    await user.click(within(tree).getByRole('button', { name: 'Open 0' }))
    expect(within(tree).getByText('"Ann"')).toBeVisible()
    await user.click(within(tree).getByRole('button', { name: 'Close letters' }))
    expect(within(tree).queryByText('"Ann"')).not.toBeInTheDocument()
    expect(namelessButtons()).toEqual([])
  })

  it('hands out the path of a value as expressions write it', async () => {
    const { user } = showPane()
    endRun('succeeded', { result: letters })
    await user.click(view('Tree'))
    await user.click(screen.getByRole('button', { name: 'Open 1' }))
    const branch = screen.getByText('"Bob"').closest('[role="treeitem"]') as HTMLElement
    await user.click(within(branch).getByRole('button', { name: 'Copy path' }))
    expect(await navigator.clipboard.readText()).toBe('letters[1].to')
    expect(within(branch).getByRole('button', { name: 'Copied' })).toBeInTheDocument()
  })

  it('grows a long branch in portions', async () => {
    const { user } = showPane()
    endRun('succeeded', { result: { ids: Array.from({ length: 150 }, (_, id) => id) } })
    await user.click(view('Tree'))
    expect(screen.getAllByRole('treeitem')).toHaveLength(102)
    await user.click(screen.getByRole('button', { name: 'Show 50 more of 50' }))
    expect(screen.getAllByRole('treeitem')).toHaveLength(152)
  })

  it('is JSON that can be copied', async () => {
    const { user } = showPane()
    endRun('succeeded', { result: { id: 1 } })
    await user.click(view('JSON'))
    expect(await screen.findByRole('textbox', { name: 'Output as JSON' })).toHaveTextContent('{ "id": 1}')
    await user.click(screen.getByRole('button', { name: 'Copy as JSON' }))
    expect(await navigator.clipboard.readText()).toBe('{\n  "id": 1\n}')
  })

  it('shows of a huge JSON the beginning, and says so', async () => {
    const { user } = showPane()
    endRun('succeeded', { result: Array.from({ length: 20_000 }, (_, id) => `letter ${id}`) })
    await user.click(view('JSON'))
    expect(screen.getByText('The beginning of 341 KB. Copy or download it to have it all.')).toBeVisible()
  })

  it('is downloaded under the name of the node', async () => {
    const made = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x')
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      names.push(this.download)
    })
    const names: string[] = []
    const { user } = showPane({ name: 'Letters/all' })
    endRun('succeeded', { result: { id: 1 } })
    await user.click(screen.getByRole('button', { name: 'Download as JSON' }))
    expect([clicked.mock.calls.length, names]).toEqual([1, ['Letters_all.json']])
    expect(await (made.mock.calls[0]?.[0] as Blob).text()).toBe('{\n  "id": 1\n}')
  })
})

describe('an output too large to be pushed', () => {
  const tooLarge = (payload: string | null = 'p1') => {
    pushState('running')
    act(() => editor().applyOutput({ node_id: 'n', run: 'r', payload, size: 300_000, preview: '[{"name": "Ann' }))
    pushState('succeeded', undefined, 2)
  }
  const loadAll = () => screen.getByRole('button', { name: 'Load all 293 KB' })

  it('shows how it begins, and is loaded when it is wanted', async () => {
    const answer = later()
    const asked = serve({ 'GET /api/v1/payloads/p1/': () => answer.promise })
    const { user } = showPane()
    tooLarge()
    expect(screen.getByText('A result of 293 KB')).toBeVisible()
    expect(screen.getByLabelText('Beginning of the result')).toHaveTextContent('[{"name": "Ann')
    expect(asked).toEqual([])
    await user.click(loadAll())
    expect(loadAll()).toBeDisabled()
    answer.give(letters)
    expect(await screen.findByRole('table')).toBeVisible()
    expect(screen.getByText('Ann')).toBeVisible()
  })

  it('is found in its run while it has no address of its own', async () => {
    serve({ 'GET /api/v1/runs/r/': () => ({ steps: [{ node: 'm', output: 1 }, { node: 'n', output: letters }] }) })
    const { user } = showPane()
    tooLarge(null)
    await user.click(loadAll())
    expect(await screen.findByText('Ann')).toBeVisible()
  })

  it('says why it cannot be loaded, and tries again', async () => {
    let content: unknown = new ProblemError({ code: 'remote_unavailable', detail: 'The store is down.', status: 503 })
    serve({ 'GET /api/v1/payloads/p1/': () => content })
    const { user } = showPane()
    tooLarge()
    await user.click(loadAll())
    expect(await screen.findByRole('alert')).toHaveTextContent('The store is down.')
    content = letters
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(screen.getByText('Ann')).toBeVisible())
  })
})

describe('an output with warnings', () => {
  it('says what is wrong with it above the result', () => {
    showPane()
    pushState('running')
    act(() => editor().applyOutput({ node_id: 'n', run: 'r', output: letters, warnings: ['Letter 3 could not be read.'] }))
    pushState('succeeded', undefined, 2)
    expect(screen.getByRole('status', { name: 'Warnings' })).toHaveTextContent('Letter 3 could not be read.')
    expect(screen.getByText('Ann')).toBeVisible()
  })
})

describe('an output that may not be read', () => {
  it('says why, in the place of the result', () => {
    showPane()
    pushState('running')
    act(() => editor().applyOutput({ node_id: 'n', run: 'r', withheld: "Hidden: 'vera' lacks the right 'read_content'." }))
    pushState('succeeded', undefined, 2)
    expect(screen.getByText('The result is not shown')).toBeVisible()
    expect(screen.getByText("Hidden: 'vera' lacks the right 'read_content'.")).toBeVisible()
    expect(screen.queryByRole('table')).not.toBeInTheDocument()
  })
})
