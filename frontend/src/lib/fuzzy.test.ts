import { fuzzyFilter, fuzzyScore } from './fuzzy'

describe('fuzzyScore', () => {
  it('finds letters in order, whatever their case', () => {
    expect(fuzzyScore('SEND', 'Send message')).toBeGreaterThan(0)
    expect(fuzzyScore('sm', 'Send message')).toBeGreaterThan(0)
  })

  it('is nothing when a letter is missing or out of order', () => {
    expect(fuzzyScore('sendx', 'Send message')).toBe(0)
    expect(fuzzyScore('dnes', 'Send')).toBe(0)
  })

  it('needs every word to match', () => {
    expect(fuzzyScore('send message', 'Send message')).toBeGreaterThan(0)
    expect(fuzzyScore('send calendar', 'Send message')).toBe(0)
  })

  it('prefers the start of a word to its middle', () => {
    expect(fuzzyScore('end', 'End call')).toBeGreaterThan(fuzzyScore('end', 'Send mail'))
  })

  it('prefers an unbroken run to scattered letters', () => {
    expect(fuzzyScore('mess', 'Send message')).toBeGreaterThan(fuzzyScore('mess', 'm e s s'))
  })
})

describe('fuzzyFilter', () => {
  const items = ['Send message', 'End call', 'List labels']
  const fields = [{ text: (item: string) => item, weight: 1 }]

  it('gives everything in its order when nothing was typed', () => {
    expect(fuzzyFilter('  ', items, fields)).toEqual(items)
  })

  it('gives what matches, best first', () => {
    expect(fuzzyFilter('end', items, fields)).toEqual(['End call', 'Send message'])
  })

  it('lets a field of more weight win', () => {
    const entries = [
      { title: 'other', note: 'label' },
      { title: 'label', note: 'other' },
    ]
    const found = fuzzyFilter('label', entries, [
      { text: (entry) => entry.title, weight: 3 },
      { text: (entry) => entry.note, weight: 1 },
    ])
    expect(found.map((entry) => entry.title)).toEqual(['label', 'other'])
  })
})
