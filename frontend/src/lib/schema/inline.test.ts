import { inlined, withoutNull } from './inline'

describe('inlined', () => {
  it('puts definitions where they are named, and lets what stands beside the reference win', () => {
    const schema = {
      $defs: { Text: { type: 'string', description: 'General.' } },
      properties: { a: { $ref: '#/$defs/Text', description: 'Special.' } },
    }
    expect(inlined(schema)).toEqual({ properties: { a: { type: 'string', description: 'Special.' } } })
  })

  it('leaves an unknown reference open', () => {
    expect(inlined({ properties: { a: { $ref: '#/$defs/Gone', title: 'A' } } })).toEqual({ properties: { a: { title: 'A' } } })
  })
})

describe('withoutNull', () => {
  it('unwraps the only other alternative', () => {
    expect(withoutNull({ title: 'T', anyOf: [{ type: 'string', maxLength: 3 }, { type: 'null' }] })).toEqual({
      schema: { title: 'T', type: 'string', maxLength: 3 },
      nullable: true,
    })
  })

  it('keeps several other alternatives', () => {
    const schema = { anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'null' }] }
    expect(withoutNull(schema)).toEqual({ schema: { anyOf: [{ type: 'string' }, { type: 'integer' }] }, nullable: true })
  })

  it('reads null among several types', () => {
    expect(withoutNull({ type: ['string', 'null'] })).toEqual({ schema: { type: 'string' }, nullable: true })
  })

  it('leaves a schema without null alone', () => {
    const schema = { type: 'string' }
    expect(withoutNull(schema)).toEqual({ schema, nullable: false })
  })
})
