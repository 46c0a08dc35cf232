import { SHORTCUTS, shortcutOf } from './shortcuts'

const press = (key: string, change: Partial<KeyboardEvent> = {}) => ({
  key,
  code: '',
  metaKey: false,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  ...change,
})

const meaning = (key: string, change: Partial<KeyboardEvent> = {}, typing = false) =>
  shortcutOf(press(key, change), typing)?.id ?? null

describe('shortcutOf', () => {
  it('tells undo from redo', () => {
    expect(meaning('z', { ctrlKey: true })).toBe('undo')
    expect(meaning('Z', { metaKey: true, shiftKey: true })).toBe('redo')
  })

  it('tells a letter from the same letter with a modifier', () => {
    expect(meaning('d')).toBe('disable')
    expect(meaning('d', { metaKey: true })).toBe('duplicate')
  })

  it('takes Backspace for Delete, and a digit by its place', () => {
    expect(meaning('Backspace')).toBe('delete')
    expect(meaning('!', { shiftKey: true, code: 'Digit1' })).toBe('fit')
  })

  it('knows signs whatever keys make them', () => {
    expect(meaning('?', { shiftKey: true })).toBe('sheet')
    expect(meaning('/')).toBe('search')
  })

  it('leaves text alone while somebody types, but still saves and runs', () => {
    expect([meaning('d', {}, true), meaning('Delete', {}, true), meaning('z', { ctrlKey: true }, true)]).toEqual([null, null, null])
    expect(meaning('s', { ctrlKey: true }, true)).toBe('save')
    expect(meaning('Enter', { metaKey: true }, true)).toBe('run')
  })

  it('leaves the clipboard and what Alt does to the browser', () => {
    expect(meaning('c', { ctrlKey: true })).toBeNull()
    expect(meaning('d', { altKey: true })).toBeNull()
  })

  it('has each shortcut once', () => {
    expect(new Set(SHORTCUTS.map((each) => each.keys.join('+'))).size).toBe(SHORTCUTS.length)
  })
})
