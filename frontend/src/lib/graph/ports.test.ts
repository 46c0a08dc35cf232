import { makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { heightOf, portsOf } from './ports'

const port = (name: string) => ({ name, type: 'main' })
const names = (ports: ReturnType<typeof portsOf>) => [ports.inputs.map((each) => each.name), ports.outputs.map((each) => each.name)]

describe('the ports of a node', () => {
  it('are those of its type, and one of each where that is not known', () => {
    const type = makeType({ inputs: [], outputs: [port('true'), port('false')] })
    expect(names(portsOf(makeNode('n'), type))).toEqual([[], ['true', 'false']])
    expect(names(portsOf(makeNode('n'), undefined))).toEqual([['main'], ['main']])
  })

  it('are also what its parameters name, once each', () => {
    const type = makeType({ outputs: [port('default')], outputs_from: 'cases' })
    const cases = [{ name: 'high' }, { name: ' ' }, { name: 'high' }, null, { name: 'default' }]
    expect(names(portsOf(makeNode('n', { parameters: { cases } }), type))).toEqual([['main'], ['high', 'default']])
    expect(names(portsOf(makeNode('n', { parameters: { cases: '{{ x }}' } }), type))).toEqual([['main'], ['default']])
  })

  it('have one more for errors that lead on', () => {
    expect(names(portsOf(makeNode('n', { settings: { on_error: 'branch' } }), makeType()))).toEqual([['main'], ['main', 'error']])
    const last = makeType({ outputs: [] })
    expect(names(portsOf(makeNode('n', { settings: { on_error: 'branch' } }), last))).toEqual([['main'], []])
  })

  it('are as many as arrive, and one that is free, where inputs are open', () => {
    expect(names(portsOf(makeNode('n'), makeType({ open_inputs: true }), ['a', 'b']))).toEqual([['a', 'b', '+'], ['main']])
  })

  it('have room beside the card', () => {
    const many = (count: number) => ({ inputs: [], outputs: Array.from({ length: count }, (_, index) => port(String(index))) })
    expect([1, 2, 3, 8].map((count) => heightOf(many(count)))).toEqual([60, 60, 76, 184])
  })

  it('lend a node to an agent above and below the card, outside of the flow', () => {
    const agent = makeType({ inputs: [port('main'), { name: 'tools', type: 'tool' }] })
    const ports = portsOf(makeNode('n'), agent)
    expect([ports.inputs.map((each) => each.name), ports.takesTools, ports.isTool]).toEqual([['main'], true, false])
    expect(portsOf(makeNode('n'), makeType({ group: ['Gmail', 'tool'] })).isTool).toBe(true)
  })
})
