import type { Schema } from './types'
import { isValid, validate } from './validate'

const schema: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['to', 'count'],
  $defs: { Person: { type: 'object', required: ['email'], properties: { email: { type: 'string', format: 'email' } } } },
  properties: {
    to: { type: 'array', minItems: 1, items: { type: 'string' } },
    count: { type: 'integer', minimum: 1, maximum: 50 },
    kind: { type: 'string', enum: ['plain', 'rich'] },
    who: { $ref: '#/$defs/Person' },
    guests: { type: 'array', items: { $ref: '#/$defs/Person' } },
    note: { anyOf: [{ type: 'string', maxLength: 3 }, { type: 'null' }] },
  },
}

const right = { to: ['a'], count: 1 }

describe('validate', () => {
  it('finds nothing wrong with what fits', () => {
    expect(validate(schema, { ...right, kind: 'rich', who: { email: 'a@example.com' }, note: null })).toEqual([])
    expect(isValid(schema, right)).toBe(true)
  })

  it('tells every wrong field at once', () => {
    const values = { to: [], count: 51, kind: 'loud', who: { email: 'nobody' }, note: 'long' }
    expect(validate(schema, values)).toEqual(
      expect.arrayContaining([
        { field: 'to', message: 'Add at least 1 entry.' },
        { field: 'count', message: 'Must be 50 or less.' },
        { field: 'kind', message: 'Choose one of plain, rich.' },
        { field: 'who.email', message: 'Must be an e-mail address.' },
        { field: 'note', message: 'Use at most 3 characters.' },
      ]),
    )
    expect(validate(schema, values)).toHaveLength(5)
    expect(isValid(schema, values)).toBe(false)
  })

  it('names a missing field by its own path', () => {
    expect(validate(schema, { who: {} })).toEqual(
      expect.arrayContaining([
        { field: 'to', message: 'Required.' },
        { field: 'count', message: 'Required.' },
        { field: 'who.email', message: 'Required.' },
      ]),
    )
  })

  it('names the entry of a list', () => {
    const values = { ...right, guests: [{ email: 'a@example.com' }, { email: 5 }] }
    expect(validate(schema, values)).toEqual([{ field: 'guests.1.email', message: 'Must be text.' }])
  })

  it('refuses a field that is not known', () => {
    expect(validate(schema, { ...right, colour: 'red' })).toEqual([
      { field: 'colour', message: 'This field is not known here.' },
    ])
  })

  it('tells one reason for each field', () => {
    expect(validate({ type: 'string', minLength: 3, pattern: '^x' }, 'a')).toHaveLength(1)
  })

  it('leaves an expression to the run', () => {
    expect(validate(schema, { ...right, count: '{{ trigger.count }}', to: '{{ trigger.to }}' })).toEqual([])
  })

  it('judges 2020-12: entries by their place', () => {
    const pair = { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false } as unknown as Schema
    expect(isValid(pair, ['a', 1])).toBe(true)
    expect(isValid(pair, [1, 'a'])).toBe(false)
    expect(isValid(pair, ['a', 1, 2])).toBe(false)
  })

  it('makes no code from text, which the page forbids', () => {
    const made = vi.fn()
    vi.stubGlobal('Function', made)
    vi.stubGlobal('eval', made)
    expect(validate({ type: 'object', required: ['a'] }, {})).toEqual([{ field: 'a', message: 'Required.' }])
    expect(made).not.toHaveBeenCalled()
  })

  it('does not change the schema, which the forms share', () => {
    const own: Schema = { type: 'object', properties: { a: { type: 'string' } } }
    const before = structuredClone(own)
    validate(own, { a: 1 })
    expect(own).toEqual(before)
  })
})

describe('a number that would not arrive as typed', () => {
  const schema = { type: 'object', properties: { count: { type: ['integer', 'null'] } } }

  it('is refused by its length, and another text by its kind', () => {
    expect(validate(schema, { count: '9007199254740993' })).toEqual([
      { field: 'count', message: 'Has more digits than can be sent exactly.' },
    ])
    expect(validate(schema, { count: '0x10' })).toEqual([{ field: 'count', message: 'Must be a whole number.' }])
  })
})
