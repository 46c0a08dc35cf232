import { makeNode } from '@/testing/graph'
import { freeKey, holdsExpression, keyFrom, renameKeys, withKeys } from './keys'

describe('a key', () => {
  it.each([
    ['Search mail', 'search_mail'],
    ['  Größe & Maß 2 ', 'groe_ma_2'],
    ['2nd step', 'nd_step'],
    ['日本', ''],
    ['a'.repeat(80), 'a'.repeat(64)],
  ])('of %j is %j', (name, key) => expect(keyFrom(name)).toBe(key))

  it('is told apart from those that are taken, and is never empty', () => {
    const taken = new Set(['search', 'search_2'])
    expect(freeKey(makeNode('n', { name: 'Search' }), taken)).toBe('search_3')
    expect(freeKey(makeNode('n', { name: '日本', type: 'post.send_letter' }), taken)).toBe('send_letter')
    expect(freeKey(makeNode('n', { name: '日本', type: '日本' }), taken)).toBe('node')
  })

  it('is no word of the expressions themselves', () => {
    expect(freeKey(makeNode('n', { name: 'Item' }), new Set(['item_1']))).toBe('item_2')
    expect(freeKey(makeNode('n', { name: 'While' }), new Set())).toBe('while_1')
  })

  it('is given to nodes of an old document only where it is missing', () => {
    const nodes = [makeNode('a', { name: 'Post', key: null }), makeNode('b', { name: 'Post', key: 'post' })]
    expect(withKeys(nodes).map((node) => node.key)).toEqual(['post_2', 'post'])
    expect(withKeys([nodes[1] as never])[0]).toBe(nodes[1])
  })
})

describe('expressions that name a node', () => {
  const names = new Map([['mail', 'letters']])

  it.each([
    ['{{ mail.id }}', '{{ letters.id }}'],
    ['{{ nodes.mail.id }}', '{{ nodes.letters.id }}'],
    ['to {{mail}}, {{ size(mail.list) }}', 'to {{letters}}, {{ size(letters.list) }}'],
    ['mail {{ other.mail + "mail" + \'mail\' }}', 'mail {{ other.mail + "mail" + \'mail\' }}'],
    ['{{ mailbox.mail }}', '{{ mailbox.mail }}'],
    ['{{ mail(1) }}', '{{ mail(1) }}'],
  ])('%s becomes %s', (before, after) => expect(renameKeys(before, names)).toBe(after))

  it('are found at any depth, and what names none stays the same object', () => {
    const value = { to: ['{{ mail.to }}'], same: { a: [1] } }
    const next = renameKeys(value, names)
    expect(next).toEqual({ to: ['{{ letters.to }}'], same: { a: [1] } })
    expect(next.same).toBe(value.same)
    expect(renameKeys(value.same, names)).toBe(value.same)
  })

  it('are told from plain values', () => {
    expect([holdsExpression({ a: [{ b: 'x {{ y }}' }] }), holdsExpression({ a: ['x'] }), holdsExpression(null)]).toEqual([true, false, false])
  })
})
