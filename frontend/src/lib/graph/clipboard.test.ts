import { makeEdge, makeGraph, makeNode } from '@/testing/graph'
import { fragmentOf, fromText, paste, toText } from './clipboard'

const graph = makeGraph(
  [makeNode('a', { name: 'Send' }), makeNode('b', { name: 'Read' }), makeNode('c')],
  [makeEdge('ab', 'a', 'b'), makeEdge('bc', 'b', 'c')],
)

describe('fragmentOf', () => {
  it('takes the chosen nodes and the edges between them', () => {
    const fragment = fragmentOf(graph, new Set(['a', 'b']))
    expect(fragment.nodes.map((node) => node.id)).toEqual(['a', 'b'])
    expect(fragment.edges.map((edge) => edge.id)).toEqual(['ab'])
  })
})

describe('fromText', () => {
  it('reads what toText wrote', () => {
    const fragment = fragmentOf(graph, new Set(['a', 'b']))
    expect(fromText(toText(fragment))).toEqual(fragment)
  })

  it.each([
    ['other text', 'Dear Sir or Madam'],
    ['broken JSON', '{"kind": "machina/nodes", '],
    ['another kind', '{"kind": "other", "note": "machina/nodes", "nodes": [], "edges": []}'],
    ['a node without a position', '{"kind":"machina/nodes","nodes":[{"id":"a","type":"t","name":"n","parameters":{}}],"edges":[]}'],
    ['an edge without ends', '{"kind":"machina/nodes","nodes":[],"edges":[{"id":"e"}]}'],
    ['nodes that are no list', '{"kind":"machina/nodes","nodes":{},"edges":[]}'],
  ])('takes %s for something else', (_name, text) => {
    expect(fromText(text)).toBeNull()
  })
})

describe('paste', () => {
  const fragment = fragmentOf(graph, new Set(['a', 'b']))

  it('adds the nodes under new ids and free names, moved by the offset', () => {
    const { graph: after, ids } = paste(graph, fragment, { x: 40, y: 24 })
    expect(after.nodes.slice(3)).toEqual([
      { ...makeNode(ids[0] ?? ''), name: 'Send 2', key: 'send_2', position: { x: 40, y: 24 } },
      { ...makeNode(ids[1] ?? ''), name: 'Read 2', key: 'read_2', position: { x: 40, y: 24 } },
    ])
    expect(new Set([...ids, 'a', 'b', 'c']).size).toBe(5)
  })

  it('joins the new nodes as the old ones were', () => {
    const { graph: after, ids } = paste(graph, fragment, { x: 0, y: 0 })
    expect(after.edges.slice(2)).toEqual([
      { ...makeEdge('', ids[0] ?? '', ids[1] ?? ''), id: expect.stringMatching(/^e_/) },
    ])
  })

  it('shares no parameters with the original', () => {
    const source = makeNode('a', { parameters: { to: ['x'] } })
    const { graph: after } = paste(makeGraph([source]), { nodes: [source], edges: [] }, { x: 0, y: 0 })
    expect(after.nodes[1]?.parameters).toEqual({ to: ['x'] })
    expect(after.nodes[1]?.parameters.to).not.toBe(source.parameters.to)
  })

  it('lets the copies speak of each other, under the keys they got', () => {
    const nodes = [makeNode('a', { name: 'Mail', key: 'mail' }), makeNode('b', { parameters: { to: '{{ mail.to }} {{ other.x }}' } })]
    const graph = makeGraph(nodes)
    const { graph: after } = paste(graph, fragmentOf(graph, new Set(['a', 'b'])), { x: 0, y: 0 })
    expect(after.nodes.at(-1)?.parameters).toEqual({ to: '{{ mail_2.to }} {{ other.x }}' })
    expect(after.nodes[1]).toBe(nodes[1])
  })
})
