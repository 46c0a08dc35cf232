import { makeEdge, makeGraph, makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { updateNode } from './edits'
import { followOutputs, inputProblem, nameInput } from './renamed'
import type { Graph } from './types'

const type = makeType({ type: 'flow.switch', kind: 'control', outputs: [{ name: 'default', type: 'main' }], outputs_from: 'cases' })
const cases = (...names: string[]) => ({ cases: names.map((name) => ({ name })) })

function change(graph: Graph, ...names: string[]): Graph {
  const known = graph.nodes.find((node) => node.id === 's') ?? makeNode('s')
  const parameters = cases(...names)
  return followOutputs(updateNode(graph, 's', { parameters }), { ...known, parameters }, type, known.parameters)
}

const handles = (graph: Graph) => graph.edges.map((edge) => edge.source_handle)

describe('the cases of a switch', () => {
  const node = makeNode('s', { type: 'flow.switch', parameters: cases('paid', 'open') })
  const edges = [
    { ...makeEdge('e1', 's', 'a'), source_handle: 'paid' },
    { ...makeEdge('e2', 's', 'b'), source_handle: 'open' },
    { ...makeEdge('e3', 's', 'b'), source_handle: 'default' },
  ]
  const graph = makeGraph([node, makeNode('a'), makeNode('b')], edges)

  it('take their edges along when they are renamed', () => {
    expect(handles(change(graph, 'paid', 'opened'))).toEqual(['paid', 'opened', 'default'])
  })

  it('are known again after their name was emptied', () => {
    const emptied = change(graph, 'paid', '')
    expect(handles(emptied)).toEqual(['paid', 'open', 'default'])
    expect(handles(change(emptied, 'paid', 'late'))).toEqual(['paid', 'late', 'default'])
  })

  it('keep their edges while two have one name, when one is added, and when they change places', () => {
    expect(handles(change(graph, 'paid', 'paid'))).toEqual(['paid', 'open', 'default'])
    expect(handles(change(graph, 'paid', 'open', 'new'))).toEqual(['paid', 'open', 'default'])
    expect(handles(change(graph, 'open', 'paid'))).toEqual(['paid', 'open', 'default'])
  })
})

describe('the inputs of a merge', () => {
  const reader = makeNode('r', { parameters: { text: '{{ both.a.id }} {{ nodes.both.a }} {{ both.ab }} {{ a.a }}' } })
  const edges = [{ ...makeEdge('e1', 'a', 'm'), target_handle: 'a' }, { ...makeEdge('e2', 'b', 'm'), target_handle: 'ab' }]
  const graph = makeGraph([makeNode('a'), makeNode('b'), makeNode('m', { key: 'both' }), reader], edges)

  it('are renamed with their edge and the expressions that read them', () => {
    const renamed = nameInput(graph, 'e1', 'order')
    expect(renamed.edges.map((edge) => edge.target_handle)).toEqual(['order', 'ab'])
    expect(renamed.nodes[3]?.parameters).toEqual({ text: '{{ both.order.id }} {{ nodes.both.order }} {{ both.ab }} {{ a.a }}' })
  })

  it('have names of their own that expressions can say', () => {
    expect(inputProblem(graph, 'e1', 'order')).toBeNull()
    expect(inputProblem(graph, 'e1', 'ab')).toBe('Another input has this name.')
    expect(inputProblem(graph, 'e1', 'a b')).toMatch(/^Begin/)
    expect(nameInput(graph, 'e1', 'ab')).toBe(graph)
  })
})
