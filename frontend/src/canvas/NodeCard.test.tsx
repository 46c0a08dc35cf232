import { act, fireEvent, screen, within } from '@testing-library/react'
import { ReactFlow } from '@xyflow/react'
import type { NodeType } from '@/api/types'
import { EditorKeys } from '@/editor/EditorKeys'
import type { GraphNode, StepState } from '@/socket/messages'
import { useFlow } from '@/store/flowStore'
import { makeGraph, makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { editor, graphShown, openEditor, show } from '@/testing/page'
import { nodeTypes } from './nodeTypes'

const type = makeType({
  input_schema: { type: 'object', required: ['to'], properties: { to: { type: 'string' }, note: { type: 'string' } } },
})

function Cards() {
  return <ReactFlow nodes={useFlow((state) => state.nodes)} nodeTypes={nodeTypes} />
}

function showCard(change: Partial<GraphNode> = {}, types: NodeType[] = [type]) {
  openEditor(makeGraph([makeNode('n', { name: 'Letter', parameters: { to: 'Ann' }, ...change })]))
  useFlow.getState().select(['n'])
  return show(
    <>
      <EditorKeys />
      <Cards />
    </>,
    types,
  )
}

const card = () => screen.getByRole('group', { name: /^Letter/ })
const status = (state: StepState, message?: string) =>
  act(() =>
    editor().applyStatus({
      run: 'r', step: 's', node_id: 'n', state, message, at: '2026-03-01T12:00:00Z', path: [], attempt: 1, number: 1, position: 1,
    }),
  )

describe('a node card', () => {
  it('says its name, its service and what its main parameter holds', () => {
    showCard()
    expect(card()).toHaveAccessibleName('Letter, Post')
    expect(within(card()).getByText('Ann')).toBeVisible()
    expect(within(card()).queryByRole('img')).not.toBeInTheDocument()
  })

  it('draws the glyph of its operation', () => {
    showCard({}, [{ ...type, glyph_url: '/static/catalog/glyphs.svg#send' }])
    expect(card().querySelector('use')).toHaveAttribute('href', '/static/catalog/glyphs.svg#send')
  })

  it.each([
    ['queued', 'Queued'],
    ['running', 'Running'],
    ['waiting', 'Waiting'],
    ['succeeded', 'Succeeded'],
    ['failed', 'Failed'],
    ['cancelled', 'Cancelled'],
    ['skipped', 'Skipped'],
    ['outcome_unknown', 'Outcome unknown'],
  ] as const)('shows %s by a glyph of its own and in words', (state, words) => {
    showCard()
    status(state)
    expect(card()).toHaveAccessibleName(`Letter, Post, ${words}`)
    expect(within(card()).getByRole('img', { name: words })).toBeInTheDocument()
  })

  it('draws a different glyph for every state', () => {
    const drawn = (['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled', 'skipped', 'outcome_unknown'] as const).map((state) => {
      const { unmount } = showCard()
      status(state)
      const glyph = within(card()).getByRole('img').innerHTML
      unmount()
      return glyph
    })
    expect(new Set(drawn).size).toBe(8)
  })

  it('says why at the glyph, and how long it took', () => {
    showCard()
    act(() => {
      editor().startRun('n')
      editor().finishRun('n', { state: 'failed', run: 'r', execution_time: 214, error: { code: 'remote_rejected', detail: 'No such street.' } })
    })
    expect(within(card()).getByTitle('No such street.')).toContainElement(within(card()).getByRole('img', { name: 'Failed' }))
    expect(within(card()).getByText('214 ms')).toBeInTheDocument()
  })

  it.each(['waiting', 'running'] as const)('says what it waits for while it is %s, and no longer once it has ended', (state) => {
    showCard()
    const pause = 'Attempt 2 in 3 s: Post asks us to wait.'
    status(state, pause)
    expect(within(card()).getByText(pause)).toBeVisible()
    expect(within(card()).queryByText('Ann')).not.toBeInTheDocument()
    act(() => editor().finishRun('n', { state: 'succeeded', run: 'r', execution_time: 214 }))
    expect(within(card()).queryByText(pause)).not.toBeInTheDocument()
    expect(within(card()).getByText('Ann')).toBeVisible()
  })

  it('tells the price, and nothing where it is free', () => {
    const price = { key: 'letter', cost: '0.001', price: '0.0015', currency: 'USD', unit: 'letter' }
    const { unmount } = showCard({}, [{ ...type, price }])
    expect(within(card()).getByText('$0.0015 a letter')).toBeInTheDocument()
    unmount()
    showCard({}, [{ ...type, price: { ...price, price: '0.00' } }])
    expect(within(card()).queryByText(/letter$/)).not.toBeInTheDocument()
  })

  it('counts what is to complete, and lists it on hover', async () => {
    const two = makeType({ input_schema: { ...type.input_schema, required: ['to', 'note'] } })
    const { user } = showCard({ parameters: {} }, [two])
    expect(card()).toHaveAccessibleName('Letter, Post, 2 problems')
    await user.hover(screen.getByRole('img', { name: '2 to complete' }))
    const tip = await screen.findByRole('tooltip')
    expect(within(tip).getAllByRole('listitem').map((item) => item.textContent)).toEqual(['To: Required.', 'Note: Required.'])
  })

  it('speaks of one problem in the singular', () => {
    showCard({ parameters: {} })
    expect(card()).toHaveAccessibleName('Letter, Post, 1 problem')
  })

  it('says that a node is not known here', () => {
    showCard({}, [])
    expect(card()).toHaveAccessibleName('Letter, 1 problem')
    expect(within(card()).getByText('post.send_letter')).toBeInTheDocument()
  })

  it('is struck when it is switched off, and complains of nothing', async () => {
    const { user } = showCard({ parameters: {} })
    await user.keyboard('d')
    expect(card()).toHaveAccessibleName('Letter, Post, switched off')
    expect(within(card()).getByText('Letter')).toHaveClass('line-through')
    expect(within(card()).queryByRole('img')).not.toBeInTheDocument()
    await user.keyboard('d')
    expect(within(card()).getByText('Letter')).not.toHaveClass('line-through')
  })

  it('names no customer where it uses no account', () => {
    showCard({ account_mode: 'customer' }, [{ ...type, account: 'none' }])
    expect(screen.queryByLabelText('Account of')).not.toBeInTheDocument()
  })

  it('names the customer whose account it uses', () => {
    showCard({ account_mode: 'customer' })
    expect(within(card()).getByText('Customer')).toBeInTheDocument()
    act(() => editor().setSubject({ mode: 'customer', key: 'acme', name: 'Acme Ltd' }))
    expect(within(card()).getByText('Acme Ltd')).toBeInTheDocument()
  })
})

describe('renaming a node in place', () => {
  const field = () => screen.findByRole('textbox', { name: 'Name of the node' })

  it('begins with F2 and ends with Enter', async () => {
    const { user } = showCard()
    await user.keyboard('{F2}')
    expect(await field()).toHaveValue('Letter')
    await user.clear(await field())
    await user.type(await field(), ' Invitation {Enter}')
    expect(screen.getByRole('group', { name: 'Invitation, Post' })).toBeInTheDocument()
    expect(graphShown().nodes[0]?.name).toBe('Invitation')
  })

  it('is left as it was by Escape', async () => {
    const { user } = showCard()
    await user.keyboard('{F2}')
    await user.type(await field(), ' no{Escape}')
    expect(screen.queryByRole('textbox')).not.toBeInTheDocument()
    expect(card()).toHaveAccessibleName('Letter, Post')
    expect(graphShown().nodes[0]?.name).toBe('Letter')
    expect(useFlow.getState().nodes[0]?.selected).toBe(true)
  })

  it('keeps the name when the field is left empty', async () => {
    const { user } = showCard()
    await user.keyboard('{F2}')
    await user.clear(await field())
    await user.keyboard('{Enter}')
    expect(card()).toHaveAccessibleName('Letter, Post')
  })

  it('begins with a double click, and one undo takes it back', async () => {
    const { user } = showCard()
    fireEvent.doubleClick(screen.getByText('Letter'))
    await user.type(await field(), 's')
    await user.click(document.body)
    expect(graphShown().nodes[0]?.name).toBe('Letters')
    await user.keyboard('{Control>}z{/Control}')
    expect(card()).toHaveAccessibleName('Letter, Post')
  })
})
