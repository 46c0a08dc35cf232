import { renameNode, updateNode } from '@/lib/graph/edits'
import { makeGraph, makeNode } from '@/testing/graph'
import { useFlow } from './flowStore'
import { useEditor } from './store'

const { edit, openGraph, redo, undo } = useEditor.getState()
const present = () => useEditor.getState().history.present
const drawnNames = () => useFlow.getState().nodes.map((node) => node.data.node.name)

beforeEach(() => openGraph(makeGraph([makeNode('a'), makeNode('b')])))

describe('the graph', () => {
  it('is edited, undone and redone, and the canvas follows', () => {
    edit((graph) => renameNode(graph, 'a', 'New'))
    expect(drawnNames()).toEqual(['New', 'b'])
    undo()
    expect(drawnNames()).toEqual(['a', 'b'])
    redo()
    expect(drawnNames()).toEqual(['New', 'b'])
  })

  it('takes an edit that changes nothing for none', () => {
    edit((graph) => graph)
    expect(useEditor.getState().history.past).toEqual([])
  })

  it('undoes what was typed quickly as one step', () => {
    edit((graph) => updateNode(graph, 'a', { parameters: { to: 'x' } }), { tag: 'a.to' })
    edit((graph) => updateNode(graph, 'a', { parameters: { to: 'xy' } }), { tag: 'a.to' })
    undo()
    expect(present().nodes[0]?.parameters).toEqual({})
  })

  it('selects what an edit asks for', () => {
    edit((graph) => renameNode(graph, 'b', 'New'), { select: ['b'] })
    expect(useFlow.getState().nodes.map((node) => node.selected ?? false)).toEqual([false, true])
  })

  it('forgets the steps and the selection of the workflow before', () => {
    edit((graph) => renameNode(graph, 'a', 'New'), { select: ['a'] })
    openGraph(makeGraph([makeNode('a')]))
    undo()
    expect(drawnNames()).toEqual(['a'])
    expect(useFlow.getState().nodes[0]?.selected).toBeUndefined()
  })
})
