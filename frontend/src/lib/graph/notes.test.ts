import { makeGraph } from '@/testing/graph'
import { addNote, changeNotes, removeNotes } from './notes'

describe('notes', () => {
  it('are added on the grid', () => {
    const { graph, id } = addNote(makeGraph([]), { x: 13, y: -3 })
    expect(graph.notes).toEqual([{ id, text: '', position: { x: 16, y: -0 }, width: 240, height: 160, color: '' }])
  })

  it('are changed one by one, and others keep their object', () => {
    const first = addNote(makeGraph([]), { x: 0, y: 0 })
    const second = addNote(first.graph, { x: 8, y: 8 })
    const changed = changeNotes(second.graph, new Map([[second.id, { text: 'Read me' }]]))
    expect(changed.notes?.[1]).toMatchObject({ id: second.id, text: 'Read me' })
    expect(changed.notes?.[0]).toBe(second.graph.notes?.[0])
    expect(changeNotes(changed, new Map([['elsewhere', { text: 'x' }]]))).toBe(changed)
  })

  it('are taken away', () => {
    const { graph, id } = addNote(makeGraph([]), { x: 0, y: 0 })
    expect(removeNotes(graph, new Set([id])).notes).toEqual([])
    expect(removeNotes(graph, new Set(['elsewhere']))).toBe(graph)
    expect(removeNotes(makeGraph([]), new Set([id])).notes).toBeUndefined()
  })
})
