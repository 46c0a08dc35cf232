import { act, screen } from '@testing-library/react'
import { EditorKeys } from '@/editor/EditorKeys'
import { useFlow } from '@/store/flowStore'
import type { PickerTarget } from '@/store/layoutSlice'
import { selectedIds } from '@/store/selection'
import { makeEdge, makeGraph, makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { editor, graphShown, openEditor, show } from '@/testing/page'
import { NodePicker } from './NodePicker'

const types = [
  makeType(),
  makeType({ type: 'core.clock', kind: 'trigger', service_name: 'Core', label: 'Clock', inputs: [] }),
  makeType({ type: 'core.end', kind: 'control', service_name: 'Core', label: 'End', outputs: [] }),
]

function showPicker(target: Omit<PickerTarget, 'screen'> | null) {
  openEditor(makeGraph([makeNode('a'), makeNode('b', { position: { x: 400, y: 0 } })], [makeEdge('e', 'a', 'b')]))
  const page = show(
    <>
      <EditorKeys />
      <NodePicker />
    </>,
    types,
  )
  if (target) act(() => editor().setPicker({ screen: { x: 10, y: 10 }, ...target }))
  return page
}

const offered = () => screen.queryAllByRole('option').map((each) => each.textContent)
const links = () => graphShown().edges.map(({ source, target }) => [source, target])

describe('the picker of nodes', () => {
  it('opens after the selected node by Tab, ready to type, and leaves by Escape', async () => {
    const { user } = showPicker(null)
    act(() => useFlow.getState().select(['b']))
    await user.keyboard('{Tab}')
    expect(screen.getByRole('dialog', { name: 'Add a node' })).toBeVisible()
    expect(screen.getByPlaceholderText('Add a node…')).toHaveFocus()
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    expect([graphShown().nodes.length, selectedIds()]).toEqual([2, ['b']])
  })

  it('offers after a node only what has an input, and joins it', async () => {
    const { user } = showPicker({ after: { node: 'b', handle: 'main' } })
    expect(offered()).toEqual(['PSend letterPost', 'CEndCore'])
    await user.keyboard('send{Enter}')
    const added = graphShown().nodes.at(-1)?.id
    expect(links()).toEqual([['a', 'b'], ['b', added]])
    expect(selectedIds()).toEqual([added])
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })

  it('offers an agent only what can be lent to it, and lends it', async () => {
    const tool = makeType({ type: 'post.read', label: 'Read letter', group: ['Post', 'tool'] })
    const agent = makeType({ type: 'b', label: 'Agent', inputs: [{ name: 'main', type: 'main' }, { name: 'tools', type: 'tool' }] })
    openEditor(makeGraph([makeNode('bot', { type: 'b' })]))
    const { user } = show(<NodePicker />, [...types, tool, agent])
    act(() => editor().setPicker({ screen: { x: 10, y: 10 }, before: { node: 'bot', handle: 'tools' } }))
    expect(offered()).toEqual(['PRead letterPost'])
    await user.click(screen.getByRole('option', { name: /^Read letter/ }))
    const added = graphShown().nodes.at(-1)?.id ?? ''
    expect(graphShown().edges).toMatchObject([{ source: added, source_handle: 'tool', target: 'bot', target_handle: 'tools' }])
    act(() => editor().edit((graph) => ({ ...graph, edges: [] })))
    act(() => editor().setPicker({ screen: { x: 10, y: 10 }, after: { node: added, handle: 'tool' } }))
    expect(offered()).toEqual(['PAgentPost'])
    await user.click(screen.getByRole('option', { name: /^Agent/ }))
    expect(graphShown().edges).toMatchObject([{ source: added, source_handle: 'tool', target: graphShown().nodes.at(-1)?.id, target_handle: 'tools' }])
  })

  it('offers before a node only what has an output', async () => {
    const { user } = showPicker({ before: { node: 'a', handle: 'main' } })
    expect(offered()).toEqual(['PSend letterPost', 'CClockCore'])
    await user.click(screen.getByRole('option', { name: /^Clock/ }))
    expect(links()).toEqual([['a', 'b'], [graphShown().nodes.at(-1)?.id, 'a']])
  })

  it('puts a node into an edge', async () => {
    const { user } = showPicker({ edge: 'e' })
    expect(offered()).toEqual(['PSend letterPost'])
    await user.keyboard('{Enter}')
    const added = graphShown().nodes.at(-1)?.id
    expect(links()).toEqual([['a', added], [added, 'b']])
  })

  it('says so when nothing fits', async () => {
    const { user } = showPicker({ position: { x: 0, y: 0 } })
    await user.keyboard('zzzz')
    expect(offered()).toEqual([])
    expect(screen.getByText('Nothing fits.')).toBeVisible()
  })

  it('closes by a click beside it', async () => {
    const { user } = showPicker({ position: { x: 0, y: 0 } })
    await user.click(document.body)
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })
})
