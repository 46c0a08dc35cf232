import { makeEdge, makeGraph, makeNode } from '@/testing/graph'
import { addNode, canConnect, connect, moveNodes, removeElements, renameNode, toggleDisabled, updateNode } from './edits'

const ends = { source: 'a', source_handle: 'main', target: 'b', target_handle: 'main' }

describe('addNode', () => {
  it('gives the node a free name, because expressions use it', () => {
    const graph = addNode(makeGraph([makeNode('a', { name: 'Send' })]), makeNode('b', { name: 'Send' }))
    expect(graph.nodes.map((node) => node.name)).toEqual(['Send', 'Send 2'])
  })
})

describe('updateNode', () => {
  it('changes that node and shares the others', () => {
    const before = makeGraph([makeNode('a'), makeNode('b')])
    const after = updateNode(before, 'b', { parameters: { to: 'x' } })
    expect(after.nodes[1]).toEqual(makeNode('b', { parameters: { to: 'x' } }))
    expect(after.nodes[0]).toBe(before.nodes[0])
    expect(before.nodes[1]?.parameters).toEqual({})
  })
})

describe('renameNode', () => {
  const graph = makeGraph([makeNode('a', { name: 'Send' }), makeNode('b', { name: 'Read' })])

  it('avoids the names of other nodes', () => {
    expect(renameNode(graph, 'b', 'Send').nodes[1]?.name).toBe('Send 2')
  })

  it('lets a node keep its own name', () => {
    expect(renameNode(graph, 'a', 'Send').nodes[0]?.name).toBe('Send')
  })
})

describe('moveNodes', () => {
  const graph = makeGraph([makeNode('a'), makeNode('b')])

  it('moves the named nodes and shares the others', () => {
    const moved = moveNodes(graph, new Map([['a', { x: 8, y: 16 }]]))
    expect(moved.nodes[0]?.position).toEqual({ x: 8, y: 16 })
    expect(moved.nodes[1]).toBe(graph.nodes[1])
  })

  it('is no change when nothing went anywhere', () => {
    expect(moveNodes(graph, new Map([['a', { x: 0, y: 0 }]]))).toBe(graph)
  })
})

describe('removeElements', () => {
  const graph = makeGraph(
    [makeNode('a'), makeNode('b'), makeNode('c')],
    [makeEdge('ab', 'a', 'b'), makeEdge('bc', 'b', 'c')],
  )

  it('takes the edges of a removed node along', () => {
    const after = removeElements(graph, new Set(['a']), new Set())
    expect(after.nodes.map((node) => node.id)).toEqual(['b', 'c'])
    expect(after.edges.map((edge) => edge.id)).toEqual(['bc'])
  })

  it('removes an edge and leaves its nodes', () => {
    const after = removeElements(graph, new Set(), new Set(['bc']))
    expect(after.nodes).toEqual(graph.nodes)
    expect(after.edges.map((edge) => edge.id)).toEqual(['ab'])
  })
})

describe('renameNode', () => {
  it('carries the expressions over that name the node', () => {
    const speaking = makeNode('b', { parameters: { to: '{{ a.to }}', text: 'a' } })
    const graph = makeGraph([makeNode('a'), speaking, makeNode('c')])
    const after = renameNode(graph, 'a', 'Latest mail')
    expect(after.nodes[0]).toMatchObject({ name: 'Latest mail', key: 'latest_mail' })
    expect(after.nodes[1]?.parameters).toEqual({ to: '{{ latest_mail.to }}', text: 'a' })
    expect(after.nodes[2]).toBe(graph.nodes[2])
  })
})

describe('toggleDisabled', () => {
  const graph = makeGraph([makeNode('a', { disabled: true }), makeNode('b'), makeNode('c')])

  it('switches all of a mixed choice off', () => {
    const after = toggleDisabled(graph, new Set(['a', 'b']))
    expect(after.nodes.map((node) => node.disabled)).toEqual([true, true, false])
  })

  it('switches on when all of the choice is off', () => {
    expect(toggleDisabled(graph, new Set(['a'])).nodes[0]?.disabled).toBe(false)
  })
})

describe('connect', () => {
  const graph = makeGraph([makeNode('a'), makeNode('b')])

  it('adds an edge with an id of its own', () => {
    const { edges } = connect(graph, ends)
    expect(edges).toEqual([{ id: expect.stringMatching(/^e_[a-z0-9]{10}$/), ...ends }])
  })

  it('refuses the same edge twice', () => {
    const once = connect(graph, ends)
    expect(canConnect(once, ends)).toBe(false)
    expect(connect(once, ends)).toBe(once)
  })

  it('allows another output of the same node', () => {
    expect(canConnect(connect(graph, ends), { ...ends, source_handle: 'error' })).toBe(true)
  })

  it('refuses a node that leads to itself', () => {
    expect(canConnect(graph, { ...ends, target: 'a' })).toBe(false)
  })

  it('refuses a way back to what lies above', () => {
    expect(canConnect(connect(graph, ends), { ...ends, source: 'b', target: 'a' })).toBe(false)
  })

  it('refuses an end that does not exist', () => {
    expect(canConnect(graph, { ...ends, target: 'gone' })).toBe(false)
    expect(canConnect(graph, { ...ends, source: 'gone' })).toBe(false)
  })
})
