import { makeCatalog } from '@/catalog/catalog'
import { makeType } from '@/testing/nodeType'
import { searchNodes } from './searchNodes'

const send = makeType()
const list = makeType({ type: 'post.list_letters', label: 'List letters' })
const call = makeType({ type: 'phone.send_text', service: 'phone', service_name: 'Phone', label: 'Text somebody' })
const arrived = makeType({ type: 'post.letter_arrived', kind: 'trigger', label: 'Letter arrived' })
const branch = makeType({ type: 'flow.branch', kind: 'control', service: 'flow', label: 'Branch' })
const labels = (words: string) => searchNodes([call, list, send], words).map((node) => node.label)

describe('searchNodes', () => {
  it('gives every node in its order when nothing was typed', () => {
    expect(labels('')).toEqual(['Text somebody', 'List letters', 'Send letter'])
  })

  it('puts a label before the name of the operation', () => {
    expect(labels('send')).toEqual(['Send letter', 'Text somebody'])
  })

  it('finds by service and label together', () => {
    expect(labels('post list')).toEqual(['List letters'])
  })

  it('finds nothing where nothing fits', () => {
    expect(labels('xyz')).toEqual([])
  })
})

describe('makeCatalog', () => {
  it('groups triggers first, then what controls the flow, then services', () => {
    const { groups, byType } = makeCatalog([branch, send, arrived, call, list])
    expect(groups.map((group) => [group.key, group.name, group.nodes.map((node) => node.label)])).toEqual([
      ['triggers', 'Triggers', ['Letter arrived']],
      ['flow', 'Flow', ['Branch']],
      ['post', 'Post', ['Send letter', 'List letters']],
      ['phone', 'Phone', ['Text somebody']],
    ])
    expect(byType.get('flow.branch')).toBe(branch)
  })
})
