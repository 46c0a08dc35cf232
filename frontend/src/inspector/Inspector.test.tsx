import { act, screen } from '@testing-library/react'
import type { NodeType } from '@/api/types'
import { useFlow } from '@/store/flowStore'
import { nodeById } from '@/store/selectors'
import { selectedIds } from '@/store/selection'
import { useEditor } from '@/store/store'
import { makeGraph, makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { graphShown, namelessButtons, openEditor, show } from '@/testing/page'
import { Inspector } from './Inspector'

const type = makeType({
  provider: '',
  documentation_url: 'https://post.example/docs/',
  input_schema: { type: 'object', required: ['to'], properties: { to: { type: 'string', minLength: 3 }, note: { type: 'string' } } },
})

function Host() {
  const node = useEditor((state) => nodeById(state, 'n'))
  return node && <Inspector node={node} />
}

function showInspector(types: NodeType[] = [type]) {
  openEditor(makeGraph([makeNode('n', { name: 'Letter' })]))
  useFlow.getState().select(['n'])
  return show(<Host />, types)
}

const button = (name: string) => screen.getByRole('button', { name })

describe('the inspector', () => {
  it('is named after its node, with its documentation at hand', () => {
    showInspector()
    expect(screen.getByRole('complementary', { name: 'Node Letter' })).toHaveTextContent('Post · Send letter')
    expect(screen.getByRole('link', { name: 'Documentation of Send letter' })).toHaveAttribute('href', 'https://post.example/docs/')
    expect(namelessButtons()).toEqual([])
  })

  it('draws the glyph of its operation', () => {
    showInspector([{ ...type, glyph_url: '/static/catalog/glyphs.svg#send' }])
    const header = screen.getByRole('complementary').querySelector('header')
    expect(header?.querySelector('use')).toHaveAttribute('href', '/static/catalog/glyphs.svg#send')
  })

  it('renames the node, or leaves it by Escape', async () => {
    const { user } = showInspector()
    await user.click(button('Letter'))
    await user.type(screen.getByRole('textbox', { name: 'Name of the node' }), ' no{Escape}')
    await user.click(button('Letter'))
    await user.type(screen.getByRole('textbox', { name: 'Name of the node' }), ' to Ann{Enter}')
    expect(graphShown().nodes[0]?.name).toBe('Letter to Ann')
    expect(button('Letter to Ann')).toBeVisible()
  })

  it('keeps what is typed in the graph, as one step of undo', async () => {
    const { user } = showInspector()
    await user.type(screen.getByLabelText(/^To/), 'Annabel')
    expect(graphShown().nodes[0]?.parameters).toEqual({ to: 'Annabel' })
    act(() => useEditor.getState().undo())
    expect(graphShown().nodes[0]?.parameters).toEqual({})
  })

  it('complains of a field when it was left, not while it is typed', async () => {
    const { user } = showInspector()
    await user.type(screen.getByLabelText(/^To/), 'An')
    expect(screen.queryByRole('alert')).not.toBeInTheDocument()
    await user.tab()
    expect(screen.getByRole('alert')).toBeVisible()
    expect(screen.getByLabelText(/^To/)).toBeInvalid()
  })

  it('asks for no account where there is no provider', () => {
    showInspector()
    expect(screen.queryByRole('region', { name: 'Account' })).not.toBeInTheDocument()
  })

  it('asks for no account where the operation takes none', () => {
    showInspector([{ ...type, provider: 'weather', account: 'none' }])
    expect(screen.queryByRole('region', { name: 'Account' })).not.toBeInTheDocument()
  })

  it('says so when the operation takes nothing', () => {
    showInspector([{ ...type, input_schema: { type: 'object', properties: {} } }])
    expect(screen.getByText('There is nothing to fill in here.')).toBeVisible()
  })

  it('says what to do with a node that is not installed here', () => {
    showInspector([])
    expect(screen.getByText('This node is not installed here')).toBeVisible()
    expect(screen.getByText('post.send_letter', { selector: 'code' })).toBeVisible()
    expect(screen.queryByRole('button', { name: /^Run/ })).not.toBeInTheDocument()
  })

  it('closes', async () => {
    const { user } = showInspector()
    await user.click(button('Close'))
    expect(selectedIds()).toEqual([])
  })
})
