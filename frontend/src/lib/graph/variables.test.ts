import { makeGraph, makeNode } from '@/testing/graph'
import { addVariable, changeVariable, nameProblem, removeVariable, renameVariable, textOf, valueOf } from './variables'
import type { Graph } from './types'

const graph = (): Graph => addVariable(addVariable(makeGraph([])))

describe('variables', () => {
  it('are added under free names, and taken away', () => {
    expect(graph().variables?.map(({ name }) => name)).toEqual(['variable', 'variable_2'])
    expect(removeVariable(graph(), 0).variables?.map(({ name }) => name)).toEqual(['variable_2'])
  })

  it('lose a default of another type', () => {
    const changed = changeVariable(changeVariable(graph(), 0, { default: 'x' }), 0, { description: 'Where to send it' })
    expect(changed.variables?.[0]).toMatchObject({ default: 'x', description: 'Where to send it' })
    expect(changeVariable(changed, 0, { type: 'number' }).variables?.[0]).toMatchObject({ type: 'number', default: null })
  })

  it('have names that expressions can say, each its own', () => {
    expect(nameProblem(graph(), 0, 'channel_Id2')).toBeNull()
    for (const wrong of ['', '2nd', 'a-b', 'ä', 'x'.repeat(65)]) expect(nameProblem(graph(), 0, wrong)).toMatch(/^Begin/)
    expect(nameProblem(graph(), 0, 'variable_2')).toBe('Another variable has this name.')
    expect(nameProblem(graph(), 1, 'variable_2')).toBeNull()
  })

  it('are followed by the expressions that speak of them', () => {
    const node = { ...makeNode('a'), parameters: { to: '{{ vars.variable }} and {{ vars.variable_2 + a.vars.variable }}', plain: 'vars.variable' } }
    const renamed = renameVariable({ ...graph(), nodes: [node] }, 0, 'channel')
    expect(renamed.variables?.[0]?.name).toBe('channel')
    expect(renamed.nodes[0]?.parameters).toEqual({ to: '{{ vars.channel }} and {{ vars.variable_2 + a.vars.variable }}', plain: 'vars.variable' })
    expect(renameVariable(graph(), 0, 'variable_2')).toEqual(graph())
  })
})

describe('defaults', () => {
  it('are read by type', () => {
    expect(valueOf('string', ' a ')).toBe(' a ')
    expect(valueOf('number', '1.5')).toBe(1.5)
    expect(valueOf('integer', '1.5')).toBeUndefined()
    expect(valueOf('boolean', 'false')).toBe(false)
    expect(valueOf('boolean', 'no')).toBeUndefined()
    expect(valueOf('array', '[1]')).toEqual([1])
    expect(valueOf('array', '{}')).toBeUndefined()
    expect(valueOf('object', '{"a": 1}')).toEqual({ a: 1 })
    expect(valueOf('object', 'null')).toBeUndefined()
    expect(valueOf('number', ' ')).toBeNull()
  })

  it('are written as they are read', () => {
    expect([textOf(null), textOf('a'), textOf(1.5), textOf([1]), textOf(false)]).toEqual(['', 'a', '1.5', '[1]', 'false'])
  })
})
