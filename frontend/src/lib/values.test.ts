import { fieldsOf } from './schema/fields'
import { formatOffset, joinMoment, movedTo, offsetIn, ownOffset, splitMoment } from './datetime'
import { equal } from './equal'
import { newId } from './id'
import { summaryOf } from './summary'
import { scopeWords, sentenceCase, titleCase } from './words'

describe('moments', () => {
  it.each([
    ['2026-03-01T09:30:00+01:00', '2026-03-01T09:30', '+01:00'],
    ['2026-03-01T09:30:15.5Z', '2026-03-01T09:30:15', '+00:00'],
    ['2026-03-01 09:30-03:30', '2026-03-01T09:30', '-03:30'],
    ['2026-03-01T09:30:00', '2026-03-01T09:30', ''],
  ])('are split: %s', (text, local, offset) => {
    expect(splitMoment(text)).toEqual({ local, offset })
  })

  it.each(['{{ trigger.at }}', '2026-03-01', '2026-03-01T09', 5, null])('are not made of %j', (value) => {
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

describe('an offset', () => {
  it.each([
    ['Europe/Berlin', '2026-10-24T09:00', '+02:00'],
    ['Europe/Berlin', '2026-11-09T09:00', '+01:00'],
    ['America/New_York', '2026-07-01T09:00', '-04:00'],
    ['Asia/Kathmandu', '2026-07-01T09:00', '+05:45'],
    ['UTC', '2026-07-01T09:00', '+00:00'],
    ['Europe/Atlantis', '2026-07-01T09:00', ''],
    ['{{ vars.zone }}', '2026-07-01T09:00', ''],
  ])('of %s at %s is %s', (zone, local, offset) => {
    expect(offsetIn(zone, local)).toBe(offset)
  })

  it('goes with the date where it was the one of the place', () => {
    const july = { local: '2026-07-01T09:00', offset: ownOffset('2026-07-01T09:00') }
    expect(movedTo('2026-11-09T09:00', july, null)).toEqual({
      local: '2026-11-09T09:00',
      offset: ownOffset('2026-11-09T09:00'),
    })
  })

  it('stays where somebody has chosen it', () => {
    const chosen = { local: '2026-07-01T09:00', offset: '+12:45' }
    expect(movedTo('2026-11-09T09:00', chosen, null).offset).toBe('+12:45')
    expect(movedTo('2026-11-09T09:00', chosen, 'Europe/Berlin').offset).toBe('+12:45')
  })

  it('is left out in a chosen zone, whose clocks say enough', () => {
    expect(movedTo('2026-11-09T09:00', null, 'America/New_York').offset).toBe('')
    const berlin = { local: '2026-07-01T09:00', offset: '+02:00' }
    expect(movedTo('2026-11-09T09:00', berlin, 'Europe/Berlin').offset).toBe('')
  })

  it('is not asked for where none was given', () => {
    expect(movedTo('2026-11-09T09:00', { local: '2026-07-01T09:00', offset: '' }, null).offset).toBe('')
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
