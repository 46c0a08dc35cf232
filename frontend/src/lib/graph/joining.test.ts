import type { NodeType } from '@/api/types'
import { makeEdge, makeGraph, makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import type { EdgeEnds } from './edits'
import { canJoin, join, joinNodes, settled, splitEdge, withoutLoose } from './joining'
import type { Graph } from './types'

const port = (name: string) => ({ name, type: 'main' })
const kinds: NodeType[] = [
  makeType({ type: 'step' }),
  makeType({ type: 'start', kind: 'trigger', inputs: [] }),
  makeType({ type: 'odd', inputs: [port('in')], outputs: [port('out')] }),
  makeType({ type: 'loop', kind: 'control', outputs: [port('each'), port('main')] }),
  makeType({ type: 'merge', kind: 'control', open_inputs: true }),
  makeType({ type: 'agent', kind: 'control', group: ['Agents', 'tool'], inputs: [port('main'), { name: 'tools', type: 'tool' }] }),
  makeType({ type: 'op', group: ['Post', 'tool'] }),
  makeType({ type: 'switch', kind: 'control', outputs: [port('default')], outputs_from: 'cases' }),
]
const types = new Map(kinds.map((kind) => [kind.type, kind]))
const node = (id: string, type = 'step', x = 0) => makeNode(id, { type, key: id, position: { x, y: 0 } })
const ends = (source: string, target: string, change: Partial<EdgeEnds> = {}): EdgeEnds => ({
  source, source_handle: 'main', target, target_handle: 'main', ...change,
})
const drawn = ({ edges }: Graph) => edges.map((edge) => `${edge.source}.${edge.source_handle}>${edge.target}.${edge.target_handle}`)

describe('joining', () => {
  it('never closes a circle', () => {
    const graph = makeGraph([node('a'), node('b'), node('c')], [makeEdge('1', 'a', 'b'), makeEdge('2', 'b', 'c')])
    expect(canJoin(graph, ends('c', 'a'), types)).toBe(false)
    expect(canJoin(graph, ends('a', 'c'), types)).toBe(true)
  })

  it('makes an input of each edge to a node with open inputs, called as the node it comes from', () => {
    const graph = makeGraph([node('a'), node('b'), node('m', 'merge')])
    const once = join(graph, ends('a', 'm', { target_handle: '+' }), types)
    const twice = join(once, ends('b', 'm'), types)
    expect(drawn(twice)).toEqual(['a.main>m.a', 'b.main>m.b'])
    expect(settled(twice, ends('a', 'm'), types).target_handle).toBe('a_2')
    expect(canJoin(twice, ends('b', 'm', { target_handle: 'a' }), types)).toBe(false)
  })

  it('lends what can be called to one agent, and to nobody else', () => {
    const lending = { source_handle: 'tool', target_handle: 'tools' }
    const graph = makeGraph([node('a'), node('o', 'op'), node('bot', 'agent'), node('clerk', 'agent')], [makeEdge('1', 'a', 'bot')])
    expect(canJoin(graph, ends('o', 'bot', lending), types)).toBe(true)
    expect(canJoin(graph, ends('clerk', 'bot', lending), types)).toBe(true)
    expect(canJoin(graph, ends('a', 'bot', lending), types)).toBe(false)
    expect(canJoin(graph, ends('o', 'a', { source_handle: 'tool' }), types)).toBe(false)
    expect(canJoin(graph, ends('o', 'bot', { target_handle: 'tools' }), types)).toBe(false)
    const lent = join(graph, ends('o', 'bot', lending), types)
    expect(canJoin(lent, ends('o', 'clerk', lending), types)).toBe(false)
    expect(canJoin(lent, ends('a', 'o'), types)).toBe(false)
    expect(canJoin(lent, ends('o', 'clerk'), types)).toBe(false)
  })

  describe('a loop', () => {
    const graph = makeGraph(
      [node('l', 'loop'), node('x'), node('y'), node('after')],
      [{ ...makeEdge('1', 'l', 'x'), source_handle: 'each' }, makeEdge('2', 'l', 'after')],
    )

    it('takes further nodes into its body', () => expect(canJoin(graph, ends('x', 'y'), types)).toBe(true))

    it('lets no edge out of its body', () => {
      expect(canJoin(graph, ends('x', 'after'), types)).toBe(false)
      expect(canJoin(graph, ends('after', 'x'), types)).toBe(false)
    })
  })
})

describe('splitEdge', () => {
  it('puts the node between the two ends', () => {
    const graph = makeGraph([node('a'), node('b'), node('mid', 'odd')], [makeEdge('ab', 'a', 'b')])
    expect(drawn(splitEdge(graph, 'ab', 'mid', types))).toEqual(['a.main>mid.in', 'mid.out>b.main'])
  })

  it('keeps the name of an input that edges make', () => {
    const graph = makeGraph([node('a'), node('m', 'merge'), node('mid')], [{ ...makeEdge('am', 'a', 'm'), target_handle: 'mail' }])
    expect(drawn(splitEdge(graph, 'am', 'mid', types))).toEqual(['a.main>mid.main', 'mid.main>m.mail'])
  })

  it('leaves the graph alone where the edge is gone or the node has no place for it', () => {
    const graph = makeGraph([node('a'), node('b'), node('mid', 'start')], [makeEdge('ab', 'a', 'b')])
    expect(splitEdge(graph, 'gone', 'mid', types)).toBe(graph)
    expect(splitEdge(graph, 'ab', 'mid', types)).toBe(graph)
  })
})

describe('joinNodes', () => {
  it('connects the chosen nodes from left to right, each by its first output and input', () => {
    const graph = makeGraph([node('c', 'odd', 600), node('a', 'step', 0), node('b', 'odd', 300), node('apart', 'step', 150)])
    expect(drawn(joinNodes(graph, ['a', 'b', 'c'], types))).toEqual(['a.main>b.in', 'b.out>c.in'])
  })

  it('passes over a node that takes nothing in', () => {
    const graph = makeGraph([node('a', 'step', 0), node('b', 'start', 300), node('c', 'step', 600)])
    expect(drawn(joinNodes(graph, ['a', 'b', 'c'], types))).toEqual(['b.main>c.main'])
  })

  it('leaves the graph alone where there is nothing to connect', () => {
    const graph = makeGraph([node('a')])
    expect(joinNodes(graph, ['a'], types)).toBe(graph)
  })
})

describe('an output that is gone', () => {
  it('takes its edges along', () => {
    const cases = [{ name: 'high' }]
    const graph = makeGraph(
      [{ ...node('s', 'switch'), parameters: { cases } }, node('a'), node('b'), node('c')],
      [
        { ...makeEdge('1', 's', 'a'), source_handle: 'high' },
        { ...makeEdge('2', 's', 'b'), source_handle: 'low' },
        { ...makeEdge('3', 's', 'c'), source_handle: 'default' },
      ],
    )
    expect(drawn(withoutLoose(graph, 's', types))).toEqual(['s.high>a.main', 's.default>c.main'])
    expect(withoutLoose(graph, 'a', types)).toBe(graph)
  })

  it('leaves a lent node to its agent', () => {
    const lent = makeGraph(
      [makeNode('op', { type: 'op' }), makeNode('bot', { type: 'agent' })],
      [{ ...makeEdge('e', 'op', 'bot'), source_handle: 'tool', target_handle: 'tools' }],
    )
    expect(withoutLoose(lent, 'op', types)).toBe(lent)
  })
})
