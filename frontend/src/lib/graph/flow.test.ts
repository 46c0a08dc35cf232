import { makeEdge, makeGraph, makeNode } from '@/testing/graph'
import { toFlowEdges, toFlowNodes, withSelection } from './flow'

describe('toFlowNodes', () => {
  const graph = makeGraph([makeNode('a'), makeNode('b')])

  it('draws a node at its place', () => {
    expect(toFlowNodes([], graph)[0]).toEqual({
      id: 'a',
      type: 'step',
      position: { x: 0, y: 0 },
      data: { node: graph.nodes[0] },
      initialWidth: 216,
      initialHeight: 60,
    })
  })

  it('keeps the object of a node that did not change, so that it is not drawn again', () => {
    const before = toFlowNodes([], graph)
    const after = toFlowNodes(before, makeGraph([makeNode('b', { name: 'New' }), graph.nodes[0] ?? makeNode('a')]))
    expect(after[1]).toBe(before[0])
    expect(after[0]?.data.node.name).toBe('New')
  })

  it('keeps the selection of a node that changed', () => {
    const before = withSelection(toFlowNodes([], graph), new Set(['a']))
    expect(toFlowNodes(before, makeGraph([makeNode('a')]))[0]?.selected).toBe(true)
  })

  it('moves a node back to where the graph has it', () => {
    const dragged = toFlowNodes([], graph).map((node) => ({ ...node, position: { x: 99, y: 99 } }))
    expect(toFlowNodes(dragged, graph)[0]?.position).toEqual({ x: 0, y: 0 })
  })
})

describe('toFlowEdges', () => {
  it('draws an edge between handles, and keeps the object of a known one', () => {
    const graph = makeGraph([makeNode('a'), makeNode('b')], [makeEdge('ab', 'a', 'b')])
    const drawn = toFlowEdges([], graph)
    expect(drawn).toEqual([
      { id: 'ab', type: 'link', source: 'a', target: 'b', sourceHandle: 'main', targetHandle: 'main' },
    ])
    expect(toFlowEdges(drawn, graph)[0]).toBe(drawn[0])
  })
})

describe('withSelection', () => {
  it('changes only what is selected anew or no longer', () => {
    const items = [{ id: 'a', selected: true }, { id: 'b' }, { id: 'c' }]
    const after = withSelection(items, new Set(['b']))
    expect(after).toEqual([{ id: 'a', selected: false }, { id: 'b', selected: true }, { id: 'c' }])
    expect(after[2]).toBe(items[2])
  })
})
