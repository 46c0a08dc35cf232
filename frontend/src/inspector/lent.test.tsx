import { act, screen, within } from '@testing-library/react'
import { useFlow } from '@/store/flowStore'
import { nodeById } from '@/store/selectors'
import { useEditor } from '@/store/store'
import { makeEdge, makeGraph, makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { editor, graphShown, openEditor, show } from '@/testing/page'
import { Inspector } from './Inspector'

const place = { type: 'object', title: 'Place', properties: { city: { type: 'string' } } }
const letter = makeType({
  provider: '',
  input_schema: {
    type: 'object',
    required: ['to', 'place', 'stamps'],
    properties: {
      to: { type: 'string' },
      note: { type: 'string' },
      place,
      stamps: { type: 'array', items: { type: 'object', properties: { worth: { type: 'string' } } } },
    },
  },
})

function Host() {
  const node = useEditor((state) => nodeById(state, 'n'))
  return node && <Inspector node={node} />
}

function showInspector() {
  const edge = { ...makeEdge('e', 'n', 'bot'), source_handle: 'tool', target_handle: 'tools' }
  openEditor(makeGraph([makeNode('n', { name: 'Letter' }), makeNode('bot', { type: 'agent.run' })], [edge]))
  useFlow.getState().select(['n'])
  return show(<Host />, [letter])
}

const notes = () => screen.queryAllByText('The model fills this in.')

describe('the form of a node that is lent to an agent', () => {
  it('says beside each required field that is empty whose it is to fill in', async () => {
    const { user } = showInspector()
    expect(notes()).toHaveLength(3)
    expect(screen.queryByTitle('Required')).not.toBeInTheDocument()
    await user.type(screen.getByLabelText(/^To/), 'Ann')
    expect(notes()).toHaveLength(2)
    expect(screen.getAllByTitle('Required')).toHaveLength(1)
  })

  it('says so no longer once it is lent no more', () => {
    showInspector()
    act(() => editor().edit((graph) => ({ ...graph, edges: [] })))
    expect(graphShown().edges).toEqual([])
    expect(notes()).toEqual([])
    expect(screen.getAllByTitle('Required').length).toBeGreaterThan(0)
  })

  it('says who runs it, and lets it be run by itself once nothing is missing', () => {
    showInspector()
    const footer = screen.getByRole('contentinfo')
    const run = within(footer).getByRole('button', { name: /^Run node/ })
    expect(run).toBeDisabled()
    expect(footer).toHaveTextContent('Its agent runs it: the model fills in what is empty.')
    act(() => editor().edit((graph) => ({ ...graph, nodes: graph.nodes.map((node) => ({ ...node, parameters: { to: 'Ann', place: { city: 'Ulm' }, stamps: [] } })) })))
    expect(run).toBeEnabled()
  })
})
