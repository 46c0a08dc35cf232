import { fieldsOf } from './schema/fields'
import { formatOffset, joinMoment, splitMoment } from './datetime'
import { equal } from './equal'
import { newId } from './id'
import { summaryOf } from './summary'
import { addEntries, splitEntries } from './tags'
import { scopeWords, sentenceCase, titleCase } from './words'

describe('moments', () => {
  it.each([
    ['2026-03-01T09:30:00+01:00', '2026-03-01T09:30', '+01:00'],
    ['2026-03-01T09:30:15.5Z', '2026-03-01T09:30:15', '+00:00'],
    ['2026-03-01 09:30-03:30', '2026-03-01T09:30', '-03:30'],
  ])('are split: %s', (text, local, offset) => {
    expect(splitMoment(text)).toEqual({ local, offset })
  })

  it.each(['{{ trigger.at }}', '2026-03-01', '2026-03-01T09:30', 5, null])('are not made of %j', (value) => {
    expect(splitMoment(value)).toBeNull()
  })

  it('are joined again', () => {
    expect(joinMoment({ local: '2026-03-01T09:30', offset: '+05:45' })).toBe('2026-03-01T09:30:00+05:45')
    expect(joinMoment({ local: '2026-03-01T09:30:15', offset: '+05:45' })).toBe('2026-03-01T09:30:15+05:45')
  })

  it('have offsets on both sides of zero', () => {
    expect([-570, -210, 0, 345].map(formatOffset)).toEqual(['-09:30', '-03:30', '+00:00', '+05:45'])
  })
})

describe('equal', () => {
  it.each<[unknown, unknown, boolean]>([
    [{ a: [1, { b: null }] }, { a: [1, { b: null }] }, true],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [[1, 2], [2, 1], false],
    [[], {}, false],
    [null, {}, false],
    [{ a: undefined }, { b: undefined }, false],
    [Number.NaN, Number.NaN, true],
  ])('of %j and %j is %s', (a, b, same) => {
    expect(equal(a, b)).toBe(same)
  })
})

describe('newId', () => {
  it('has its prefix, and is another each time', () => {
    expect(newId('n')).toMatch(/^n_[a-z0-9]{10}$/)
    expect(newId('n')).not.toBe(newId('n'))
  })
})

describe('summaryOf', () => {
  const fields = fieldsOf({
    required: ['to'],
    properties: {
      note: { type: 'string' },
      to: { type: 'array', items: { type: 'string' } },
      secret: { type: 'string', 'x-ui': { advanced: true } },
    },
  })

  it('says the required field first, and how many more there are', () => {
    expect(summaryOf(fields, { note: 'Hello', to: ['a', 'b', 'c'] })).toBe('a +2')
  })

  it('says the next field that holds something, in one line', () => {
    expect(summaryOf(fields, { note: ' Dear\n Ann ', to: [] })).toBe('Dear Ann')
    expect(summaryOf(fields, { note: 'x'.repeat(61) })).toBe(`${'x'.repeat(60)}…`)
  })

  it('says nothing of advanced fields', () => {
    expect(summaryOf(fields, { secret: 'x' })).toBe('')
  })
})

describe('entries', () => {
  it('are separated by comma, semicolon or line, and kept once', () => {
    expect(splitEntries(' a, b;\nc ,, ')).toEqual(['a', 'b', 'c'])
    expect(addEntries(['a'], 'b, a, b')).toEqual(['a', 'b'])
  })
})

describe('words', () => {
  it('are made of machine names', () => {
    expect(titleCase('send_mail-now')).toBe('Send Mail Now')
    expect(sentenceCase('send_mail-now')).toBe('Send mail now')
  })

  it('say a scope as its service does, else by the end of its address', () => {
    const scope = 'https://courier.test/auth/post.readonly'
    expect(scopeWords(scope, { [scope]: 'read your post' })).toBe('read your post')
    expect(scopeWords(scope, {})).toBe('Post readonly')
  })
})
